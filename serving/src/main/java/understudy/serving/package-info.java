/** Answering: lineup routing, instances, the SPI for serving runtimes. See RATIONALE.md beside the module. */
@NullMarked
package understudy.serving;

import org.jspecify.annotations.NullMarked;
