package understudy.http;

import io.grpc.Status;
import understudy.core.Problem;

/** What each kind of problem is called by HTTP and by gRPC. */
final class Statuses {
    private Statuses() {}

    static int http(Problem.Code code) {
        return switch (code) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case STALE -> 412;
            case TOO_LARGE -> 413;
            case UNPROCESSABLE -> 422;
            case OVERLOADED -> 429;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case STORAGE_FULL -> 507;
        };
    }

    static Status grpc(Problem problem) {
        Status status = switch (problem.code()) {
            case INVALID, UNPROCESSABLE -> Status.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case NOT_FOUND -> Status.NOT_FOUND;
            case CONFLICT -> Status.FAILED_PRECONDITION;
            case STALE -> Status.ABORTED;
            case TOO_LARGE, OVERLOADED, STORAGE_FULL -> Status.RESOURCE_EXHAUSTED;
            case INTERNAL -> Status.INTERNAL;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
        };
        return status.withDescription(problem.getMessage());
    }

    /** Seconds a caller should wait before trying again; 0 where trying again does not help. */
    static int retryAfterSeconds(Problem.Code code) {
        return switch (code) {
            case OVERLOADED -> 1;
            case UNAVAILABLE -> 5;
            case STORAGE_FULL -> 30;
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, STALE, TOO_LARGE, UNPROCESSABLE, INTERNAL,
                    DEADLINE_EXCEEDED -> 0;
        };
    }

    static String title(Problem.Code code) {
        String words = Names.wire(code).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
