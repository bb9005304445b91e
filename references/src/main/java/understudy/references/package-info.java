/** What versions' data looked like where they were trained: references made, kept and edited. */
@NullMarked
package understudy.references;

import org.jspecify.annotations.NullMarked;
