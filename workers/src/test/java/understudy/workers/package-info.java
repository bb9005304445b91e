@NullMarked
package understudy.workers;

import org.jspecify.annotations.NullMarked;
