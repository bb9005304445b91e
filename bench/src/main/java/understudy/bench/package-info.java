/** Measurements: JMH for parts, load for the whole. */
@NullMarked
package understudy.bench;

import org.jspecify.annotations.NullMarked;
