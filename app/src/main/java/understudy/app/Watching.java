package understudy.app;

import understudy.http.Watches;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching {
    /** What the endpoints show. */
    Watches watches() {
        return new Watches();
    }
}
