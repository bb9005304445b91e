@NullMarked
package understudy.serving;

import org.jspecify.annotations.NullMarked;
