/** Serves TensorFlow's SavedModels. See RATIONALE.md beside the module. */
@NullMarked
package understudy.runtimes.tensorflow;

import org.jspecify.annotations.NullMarked;
