/** What was measured, as pages to read, send and print: views of the API in, HTML out. See RATIONALE.md. */
@NullMarked
package understudy.reports;

import org.jspecify.annotations.NullMarked;
