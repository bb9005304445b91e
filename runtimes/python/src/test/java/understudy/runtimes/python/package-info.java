@NullMarked
package understudy.runtimes.python;

import org.jspecify.annotations.NullMarked;
