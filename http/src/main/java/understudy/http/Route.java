package understudy.http;

import java.io.IOException;
import java.util.Optional;

/**
 * One line of the table that requests are routed by, and that the OpenAPI document is written from.
 *
 * @param path names in braces stand for one segment; {@code {name*}} at the end stands for all that follow
 * @param takes the request's JSON, where it is one
 * @param gives the reply's JSON, where it is one
 * @param status of the reply when all goes well
 */
record Route(
        String method,
        String path,
        Access access,
        String summary,
        Optional<Class<?>> takes,
        Optional<Class<?>> gives,
        int status,
        Endpoint endpoint) {

    /** Answers one call; a {@link understudy.core.Problem} thrown becomes the reply. */
    interface Endpoint {
        void handle(Call call) throws IOException;
    }

    static Route get(String path, Access access, String summary, Endpoint endpoint) {
        return new Route("GET", path, access, summary, Optional.empty(), Optional.empty(), 200, endpoint);
    }

    static Route post(String path, Access access, String summary, Endpoint endpoint) {
        return new Route("POST", path, access, summary, Optional.empty(), Optional.empty(), 200, endpoint);
    }

    static Route put(String path, Access access, String summary, Endpoint endpoint) {
        return new Route("PUT", path, access, summary, Optional.empty(), Optional.empty(), 200, endpoint);
    }

    static Route delete(String path, Access access, String summary, Endpoint endpoint) {
        return new Route("DELETE", path, access, summary, Optional.empty(), Optional.empty(), 204, endpoint);
    }

    Route taking(Class<?> type) {
        return new Route(method, path, access, summary, Optional.of(type), gives, status, endpoint);
    }

    Route giving(Class<?> type) {
        return new Route(method, path, access, summary, takes, Optional.of(type), status, endpoint);
    }

    Route status(int other) {
        return new Route(method, path, access, summary, takes, gives, other, endpoint);
    }
}
