@NullMarked
package understudy.trees;

import org.jspecify.annotations.NullMarked;
