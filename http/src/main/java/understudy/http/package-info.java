/**
 * The doors to the outside: REST and gRPC endpoints, authentication, and the dashboard's files. The only module that
 * sees a web server. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.http;

import org.jspecify.annotations.NullMarked;
