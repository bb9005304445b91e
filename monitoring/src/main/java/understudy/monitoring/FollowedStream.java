package understudy.monitoring;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import understudy.drift.StreamDetector;
import understudy.drift.StreamDetector.Shift;
import understudy.monitoring.MonitorPlan.Stream;
import understudy.monitoring.StreamState.Alarm;
import understudy.profiles.AnsweredRows;

/**
 * A stream while it is looked at. Its numbers are laid between 0 and 1, so that every detector can take them: errors and wrong
 * answers are that already, other columns are cut at the reference's 0.5 % and 99.5 %. Not safe for several threads.
 */
final class FollowedStream {
    /** What ends an alarm is the mean of about so many rows. */
    private static final double RECENT = 1_000;

    private final StreamState begun;
    private final Supplier<StreamDetector> fresh;
    private StreamDetector detector;
    private Instant cursor;
    private long rows;
    private double recent;
    private Optional<Alarm> away;
    private Optional<Alarm> last;

    /** @param delta of ADWIN's checks */
    FollowedStream(StreamState state, double delta) {
        this.begun = state;
        this.fresh = () -> Streaming.of(state.column(), state.detector()).fresh(delta, state.useless());
        this.detector = fresh.get();
        if (state.snapshot().length > 0) {
            detector.restore(state.snapshot());
        }
        this.cursor = state.cursor();
        this.rows = state.rows();
        this.recent = state.recent();
        this.away = state.away();
        this.last = state.last();
    }

    String column() {
        return begun.column();
    }

    Streaming by() {
        return Streaming.of(begun.column(), begun.detector());
    }

    /** The cause its alerts are grouped by. */
    static Monitor cause(String column) {
        if (column.equals(Stream.WRONG)) {
            return Monitor.PERFORMANCE;
        }
        return Answers.isAnswer(column) ? Monitor.ANSWERS : Monitor.DRIFT;
    }

    Monitor cause() {
        return cause(column());
    }

    Instant cursor() {
        return cursor;
    }

    /** Rows before that are not waited for. */
    void goOn(Instant at) {
        cursor = Watched.later(cursor, at);
    }

    /**
     * The next row.
     *
     * @param told whether it is recent enough to alarm
     * @return an alarm that has just begun
     */
    Optional<Alarm> add(double value, Instant at, boolean told) {
        double laid = Math.clamp((value - begun.low()) / (begun.high() - begun.low()), 0, 1);
        rows++;
        recent += (laid - recent) / Math.min(rows, RECENT);
        Optional<Shift> moved = detector.add(laid, at.toEpochMilli());
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        Shift shift = moved.get();
        Alarm seen = new Alarm(at, Instant.ofEpochMilli(shift.since()), shift.before(), shift.after());
        if (away.isPresent()) {
            Alarm open = away.get();
            if (isNearer(shift.after(), open)) {
                back();
            } else {
                away = Optional.of(new Alarm(open.at(), open.since(), open.before(), shift.after()));
            }
            return Optional.empty();
        }
        if (!told || seen.since().isBefore(begun.from())) {
            return Optional.empty();
        }
        recent = shift.after();
        away = Optional.of(seen);
        last = away;
        return away;
    }

    /** To what was before than to what has been since. */
    private static boolean isNearer(double mean, Alarm alarm) {
        return Math.abs(mean - alarm.before()) < Math.abs(mean - alarm.after());
    }

    Optional<Alarm> away() {
        return away;
    }

    boolean isBack() {
        return away.isPresent() && isNearer(recent, away.get());
    }

    /** It learns anew what is usual, for the way back is no news. */
    void back() {
        away = Optional.empty();
        detector = fresh.get();
    }

    void end() {
        away = Optional.empty();
    }

    StreamState state() {
        return new StreamState(
                begun.model(), begun.column(), begun.detector(), begun.bins(), cursor, begun.from(), begun.low(), begun.high(),
                rows, recent, detector.snapshot(), begun.useless(), away, last);
    }

    /** In the column's own unit. */
    double own(double laid) {
        return begun.low() + laid * (begun.high() - begun.low());
    }

    /** Of the rows that the detector still looks back on. */
    double mean() {
        return own(detector.mean());
    }

    Optional<Instant> since() {
        return detector.rows() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(detector.since()));
    }

    Optional<Alarm> last() {
        return last;
    }

    /** {@code the score moved up from 0.31 to 0.44}. */
    String sentence(Alarm alarm) {
        double before = own(alarm.before());
        double after = own(alarm.after());
        String way = alarm.after() > alarm.before() ? "up" : "down";
        return switch (column()) {
            case Stream.WRONG -> "wrong answers went " + way + " from " + Words.share(before) + " to " + Words.share(after)
                    + " of labelled ones";
            case AnsweredRows.ERROR -> "errors went " + way + " from " + Words.share(before) + " to " + Words.share(after)
                    + " of requests";
            default -> Words.shortened(Answers.called(column())) + " moved " + way + " from " + Words.number(before) + " to "
                    + Words.number(after);
        };
    }
}
