/** Where the siblings meet: shadows, backtests, comparisons, promotion and stepping back. See RATIONALE.md. */
@NullMarked
package understudy.rollout;

import org.jspecify.annotations.NullMarked;
