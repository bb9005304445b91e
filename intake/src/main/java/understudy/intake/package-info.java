/** Predictions that were made elsewhere, taken into the same journal. */
@NullMarked
package understudy.intake;

import org.jspecify.annotations.NullMarked;
