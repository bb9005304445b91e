/** Mathematics only: paired differences, anytime-valid intervals, ranks, quantiles. See RATIONALE.md. */
@NullMarked
package understudy.statistics;

import org.jspecify.annotations.NullMarked;
