/** Serves TorchScript models with PyTorch through DJL. See RATIONALE.md beside the module. */
@NullMarked
package understudy.runtimes.torch;

import org.jspecify.annotations.NullMarked;
