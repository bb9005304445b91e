@NullMarked
package understudy.runtimes.onnx;

import org.jspecify.annotations.NullMarked;
