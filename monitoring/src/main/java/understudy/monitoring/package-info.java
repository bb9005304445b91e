/** Watches data and answers window by window, and tells what is worth a person's time. */
@NullMarked
package understudy.monitoring;

import org.jspecify.annotations.NullMarked;
