package understudy.demo;

import understudy.api.ProblemView;

/** The server would not, or could not be asked; the message says what to do. */
public final class Refusal extends RuntimeException {
    private final int status;

    private Refusal(String message, int status) {
        super(message);
        this.status = status;
    }

    static Refusal of(ProblemView problem) {
        String remedy = problem.remedy().isEmpty() ? "" : " " + problem.remedy();
        return new Refusal(problem.detail() + remedy, problem.status());
    }

    static Refusal of(int status, String url) {
        return new Refusal(url + " answered " + status + ". Is it an Understudy server?", status);
    }

    static Refusal unreachable(String url, String why) {
        return new Refusal("Nobody answers at " + url + " (" + why + "). Start it: ./understudy server", 0);
    }

    /** HTTP status; 0 where nobody answered. */
    int status() {
        return status;
    }
}
