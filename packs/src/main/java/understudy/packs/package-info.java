/** Runtimes that are not part of the program: packs fetched when they are wanted, and plugins of third parties. */
@NullMarked
package understudy.packs;

import org.jspecify.annotations.NullMarked;
