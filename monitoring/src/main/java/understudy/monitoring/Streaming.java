package understudy.monitoring;

import java.util.Arrays;
import understudy.core.Problem;
import understudy.drift.Adwin;
import understudy.drift.ErrorRateDetector;
import understudy.drift.PageHinkley;
import understudy.drift.StreamDetector;

/** Detectors that follow a stream row by row, inside a window that is still open. */
enum Streaming {
    ADWIN("adwin", "ADWIN"),
    PAGE_HINKLEY("page-hinkley", "Page-Hinkley"),
    DDM("ddm", "DDM");

    /** How much more a detector needs for each alarm that a person called useless. */
    private static final double STRICTER = 1.25;

    private static final double STRICTER_DELTA = 0.1;

    private final String label;
    private final String called;

    Streaming(String label, String called) {
        this.label = label;
        this.called = called;
    }

    String called() {
        return called;
    }

    /** @throws Problem (INVALID) naming those there are */
    static Streaming of(String column, String label) {
        return Arrays.stream(values())
                .filter(one -> one.label.equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("streaming." + column, label, "adwin, page-hinkley or ddm"));
    }

    /**
     * One that knows nothing yet.
     *
     * @param delta of ADWIN's checks
     * @param useless alarms of it
     */
    StreamDetector fresh(double delta, int useless) {
        double factor = Math.pow(STRICTER, useless);
        return switch (this) {
            case ADWIN -> new Adwin(Math.max(Double.MIN_NORMAL, delta * Math.pow(STRICTER_DELTA, useless)));
            case PAGE_HINKLEY -> new PageHinkley(PageHinkley.THRESHOLD * factor);
            case DDM -> new ErrorRateDetector(ErrorRateDetector.DEVIATIONS * factor);
        };
    }
}
