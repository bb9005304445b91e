package understudy.core;

/**
 * Something a caller or an operator can act upon: what kind of refusal it is, the fact, and the remedy.
 *
 * <p>Every refusal in the program is one of these. The message is one sentence for the fact and, where there is one, a
 * second for the remedy; both are shown to callers, so neither may hold a secret, a path or a stack trace.
 */
public final class Problem extends RuntimeException {
    /** What kind of refusal it is. The web layer maps each to a status; nothing else may be thrown at callers. */
    public enum Code {
        /** The request itself is wrong: name, value, type or shape. */
        INVALID,
        /** Nobody is known to be asking. */
        UNAUTHENTICATED,
        /** The one who asks may not. */
        FORBIDDEN,
        NOT_FOUND,
        /** It clashes with what is there already. */
        CONFLICT,
        /** Somebody else changed it in between. */
        STALE,
        TOO_LARGE,
        /** Well-formed, but this program or model cannot do it. */
        UNPROCESSABLE,
        /** Too much at once: try again shortly. */
        OVERLOADED,
        /** Not ready, or going away. */
        UNAVAILABLE,
        DEADLINE_EXCEEDED,
        /** No space to keep the answer. */
        STORAGE_FULL,
        /** A fault of ours, or of a model. */
        INTERNAL
    }

    private final Code code;
    private final String fact;
    private final String remedy;

    /**
     * @param fact one sentence naming the field and the value, without a final full stop
     * @param remedy what to do about it, or the empty string
     */
    public Problem(Code code, String fact, String remedy) {
        super(fact);
        this.code = code;
        this.fact = fact;
        this.remedy = remedy;
    }

    public Problem(Code code, String fact, String remedy, Throwable cause) {
        this(code, fact, remedy);
        initCause(cause);
    }

    /** A wrong value: {@code batch: -1 (expected: >= 1)}. */
    public static Problem invalid(String field, Object value, String expected) {
        return new Problem(Code.INVALID, field + ": " + shortened(value) + " (expected: " + expected + ")", "");
    }

    public static Problem notFound(String fact, String remedy) {
        return new Problem(Code.NOT_FOUND, fact, remedy);
    }

    /** The fact, and the remedy where there is one. */
    @Override
    public String getMessage() {
        return remedy.isEmpty() ? fact : fact + ". " + remedy;
    }

    public Code code() {
        return code;
    }

    public String fact() {
        return fact;
    }

    public String remedy() {
        return remedy;
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
