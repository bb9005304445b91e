@NullMarked
package understudy.runtimes.tensorflow;

import org.jspecify.annotations.NullMarked;
