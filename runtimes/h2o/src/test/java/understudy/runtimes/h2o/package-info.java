@NullMarked
package understudy.runtimes.h2o;

import org.jspecify.annotations.NullMarked;
