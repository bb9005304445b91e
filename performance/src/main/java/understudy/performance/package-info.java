/** How good the answers are: with labels, before they come, for whom, and why that changed. */
@NullMarked
package understudy.performance;

import org.jspecify.annotations.NullMarked;
