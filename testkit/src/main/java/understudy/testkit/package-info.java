/** What every implementation of a port must do, as tests to extend. */
@NullMarked
package understudy.testkit;

import org.jspecify.annotations.NullMarked;
