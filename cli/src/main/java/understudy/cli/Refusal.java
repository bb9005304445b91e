package understudy.cli;

/** Why a command ends with exit code 1 (or 2, for wrong usage): the fact, and the remedy, both for people's eyes. */
final class Refusal extends RuntimeException {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private final String remedy;
    private final int exitCode;
    private final int status;

    private Refusal(String fact, String remedy, int exitCode, int status) {
        super(fact);
        this.remedy = remedy;
        this.exitCode = exitCode;
        this.status = status;
    }

    /** @param remedy what to do about it, or the empty string */
    static Refusal failed(String fact, String remedy) {
        return new Refusal(fact, remedy, FAILED, 0);
    }

    static Refusal failed(String fact, String remedy, Throwable cause) {
        Refusal refusal = failed(fact, remedy);
        refusal.initCause(cause);
        return refusal;
    }

    /** The server said no. @param status of HTTP */
    static Refusal byServer(int status, String fact, String remedy) {
        return new Refusal(fact, remedy, FAILED, status);
    }

    static Refusal wrongUsage(String fact, String remedy) {
        return new Refusal(fact, remedy, WRONG_USAGE, 0);
    }

    String fact() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }

    int exitCode() {
        return exitCode;
    }

    /** HTTP status of the server's refusal; 0 where it was not the server's. */
    int status() {
        return status;
    }
}
