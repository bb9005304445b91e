/** Looks at a model's files before anything loads them, and runs nothing. See RATIONALE.md beside the module. */
@NullMarked
package understudy.scanning;

import org.jspecify.annotations.NullMarked;
