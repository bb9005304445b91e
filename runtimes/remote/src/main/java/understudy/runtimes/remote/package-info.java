/** Versions that are answered by an endpoint elsewhere: any server of models that is running already. See RATIONALE.md. */
@NullMarked
package understudy.runtimes.remote;

import org.jspecify.annotations.NullMarked;
