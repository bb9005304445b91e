/**
 * Where everything is kept: metadata in SQL, artifacts and large values in files, what was answered in Parquet. The
 * one place that sees SQL. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.storage;

import org.jspecify.annotations.NullMarked;
