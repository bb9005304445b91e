/**
 * What data look like: mergeable summaries of columns, schemas and checks against them, readers of files, windows. No clock,
 * no SQL. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.profiles;

import org.jspecify.annotations.NullMarked;
