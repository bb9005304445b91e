/** Champion against challenger over the same requests: which is better, for whom, and how sure that is. See RATIONALE.md. */
@NullMarked
package understudy.comparison;

import org.jspecify.annotations.NullMarked;
