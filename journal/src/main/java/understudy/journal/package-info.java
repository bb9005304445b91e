/** The two logs everything hangs on: append, read, recover. See RATIONALE.md beside the module. */
@NullMarked
package understudy.journal;

import org.jspecify.annotations.NullMarked;
