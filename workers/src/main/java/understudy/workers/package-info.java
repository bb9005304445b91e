/**
 * Processes that run one model each: what starts, watches, limits and ends them, and how they are asked. See
 * RATIONALE.md beside the module.
 */
@NullMarked
package understudy.workers;

import org.jspecify.annotations.NullMarked;
