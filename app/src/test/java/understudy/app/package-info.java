@NullMarked
package understudy.app;

import org.jspecify.annotations.NullMarked;
