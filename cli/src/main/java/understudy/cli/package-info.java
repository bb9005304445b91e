/** The command line: one picocli tree that talks to a server only over its API. See RATIONALE.md beside the module. */
@NullMarked
package understudy.cli;

import org.jspecify.annotations.NullMarked;
