@NullMarked
package understudy.packs;

import org.jspecify.annotations.NullMarked;
