@NullMarked
package understudy.runtimes.remote;

import org.jspecify.annotations.NullMarked;
