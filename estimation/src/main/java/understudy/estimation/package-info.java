/** Mathematics only: how good a model is, with labels and without, for whom, and why that changed. See RATIONALE.md. */
@NullMarked
package understudy.estimation;

import org.jspecify.annotations.NullMarked;
