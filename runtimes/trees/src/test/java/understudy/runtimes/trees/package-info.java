@NullMarked
package understudy.runtimes.trees;

import org.jspecify.annotations.NullMarked;
