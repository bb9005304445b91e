/** The one program: main, configuration, and the wiring of everything. */
@NullMarked
package understudy.app;

import org.jspecify.annotations.NullMarked;
