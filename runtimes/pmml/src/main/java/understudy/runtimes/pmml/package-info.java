/** The serving runtime for PMML 3.0 to 4.4, evaluated by pmml4s after what that library gets wrong has been corrected. */
@NullMarked
package understudy.runtimes.pmml;

import org.jspecify.annotations.NullMarked;
