/** Who may do what, and the tamper-evident record of who did. See RATIONALE.md beside the module. */
@NullMarked
package understudy.governance;

import org.jspecify.annotations.NullMarked;
