/** Serves ONNX graphs with onnxruntime. See RATIONALE.md beside the module. */
@NullMarked
package understudy.runtimes.onnx;

import org.jspecify.annotations.NullMarked;
