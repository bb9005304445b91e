/** How other tools lay out a model and what belongs to it, and where in it the model is. See RATIONALE.md. */
@NullMarked
package understudy.packaging;

import org.jspecify.annotations.NullMarked;
