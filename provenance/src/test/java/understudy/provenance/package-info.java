@NullMarked
package understudy.provenance;

import org.jspecify.annotations.NullMarked;
