@NullMarked
package understudy.monitoring;

import org.jspecify.annotations.NullMarked;
