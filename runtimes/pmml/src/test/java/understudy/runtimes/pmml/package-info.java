@NullMarked
package understudy.runtimes.pmml;

import org.jspecify.annotations.NullMarked;
