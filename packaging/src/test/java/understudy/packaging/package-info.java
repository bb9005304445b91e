@NullMarked
package understudy.packaging;

import org.jspecify.annotations.NullMarked;
