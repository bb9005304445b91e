/** Whether data still are what they were: two-sample statistics, an e-detector, stream detectors. See RATIONALE.md. */
@NullMarked
package understudy.drift;

import org.jspecify.annotations.NullMarked;
