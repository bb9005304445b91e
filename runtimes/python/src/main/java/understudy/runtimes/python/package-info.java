/**
 * The serving runtime for Python callables: any interpreter, in a process of its own. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.runtimes.python;

import org.jspecify.annotations.NullMarked;
