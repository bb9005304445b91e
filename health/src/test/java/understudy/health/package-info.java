@NullMarked
package understudy.health;

import org.jspecify.annotations.NullMarked;
