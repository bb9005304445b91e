@NullMarked
package understudy.runtimes.torch;

import org.jspecify.annotations.NullMarked;
