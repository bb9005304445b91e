/** Serves H2O's MOJO models with H2O's own library. See RATIONALE.md beside the module. */
@NullMarked
package understudy.runtimes.h2o;

import org.jspecify.annotations.NullMarked;
