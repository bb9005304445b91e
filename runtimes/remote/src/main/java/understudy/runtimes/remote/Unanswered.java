package understudy.runtimes.remote;

/**
 * An endpoint that gave no answer: not reached, too late, or broken. Asking again may help. Its message has our words only.
 */
final class Unanswered extends Exception {
    /** @param why goes on after the endpoint's name, e.g. {@code answered 503} */
    Unanswered(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
