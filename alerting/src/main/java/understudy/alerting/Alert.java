package understudy.alerting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import understudy.core.Fact;

/**
 * Something worth a person's time, from when a monitor found it until it is over. Immutable.
 *
 * @param id 12 hexadecimal digits
 * @param cause there is one open alert for each model and cause
 * @param monitor that explains it best so far
 * @param owner who answers for the model, as it was when the alert was opened
 * @param budgeted whether a false one counts against what the owner puts up with
 * @param history oldest first; of more than {@value #LONGEST_HISTORY} entries the first and the last ones
 */
public record Alert(
        String id,
        String model,
        String cause,
        String monitor,
        String owner,
        boolean budgeted,
        Instant opened,
        Evidence evidence,
        State state,
        Telling telling,
        List<Entry> history,
        Optional<Answer> answer) {
    private static final int LONGEST_HISTORY = 100;

    public Alert {
        history = List.copyOf(history);
    }

    /** Where it stands. */
    public sealed interface State {
        /** Nobody has answered yet. */
        record Open() implements State {}

        /** Nobody has answered, and others were told. @param times how often */
        record Escalated(int times, Instant at) implements State {}

        /** Somebody takes care. */
        record Acknowledged(String by, Instant at) implements State {}

        /** Nobody wants to hear of it until then. */
        record Snoozed(String by, Instant until) implements State {}

        /** @param by a person, or {@value Alerts#ITSELF} */
        record Resolved(String by, Instant at, String reason) implements State {}

        /** {@code open}, {@code escalated}, {@code acknowledged}, {@code snoozed} or {@code resolved}. */
        default String word() {
            return switch (this) {
                case Open _ -> "open";
                case Escalated _ -> "escalated";
                case Acknowledged _ -> "acknowledged";
                case Snoozed _ -> "snoozed";
                case Resolved _ -> "resolved";
            };
        }
    }

    /** What somebody or something did to it. */
    public record Entry(Instant at, String by, String what, String note) {}

    /** What somebody thought of it. */
    public record Answer(boolean useful, String comment, String by, Instant at) {}

    /** Whether people are told at once. */
    public enum Reach {
        UNDECIDED,
        PAGE,
        /** Once a day, with what else waited. */
        DIGEST
    }

    /** What those who were told believe. */
    public enum Belief {
        OPEN,
        ACKNOWLEDGED,
        SNOOZED,
        OVER
    }

    /** @param to everybody told so far, by name of the channel */
    public record Told(Belief belief, Fact.Severity severity, Instant at, List<String> to) {
        public Told {
            to = List.copyOf(to);
        }
    }

    /** One notice. @param what kind of notice */
    public record Sent(Instant at, UUID notice, String what, List<String> to) {
        public Sent {
            to = List.copyOf(to);
        }
    }

    /**
     * @param last empty while nobody was told
     * @param sent the last ones, oldest first
     * @param digested when it stood in a digest
     * @param reopened how often it came back
     * @param lookAt when to see again whether there is something to tell; empty once nothing ever will be
     */
    public record Telling(
            Reach reach,
            Optional<Told> last,
            List<Sent> sent,
            Optional<Instant> digested,
            int reopened,
            Optional<Instant> lookAt) {
        public Telling {
            sent = List.copyOf(sent);
        }
    }

    /** Whether it is resolved. */
    public boolean over() {
        return state instanceof State.Resolved;
    }

    /** Whether people were ever told of it at once, and not only by a digest. */
    public boolean paged() {
        return telling.last().isPresent();
    }

    /** A worse finding gives the alert its name, and its budget. */
    Alert of(Finding worse) {
        return new Alert(
                id, model, cause, worse.monitor(), owner, worse.budgeted(), opened, evidence, state, telling, history, answer);
    }

    Alert as(State other) {
        return new Alert(id, model, cause, monitor, owner, budgeted, opened, evidence, other, telling, history, answer);
    }

    Alert foundBy(String other) {
        return new Alert(id, model, cause, other, owner, budgeted, opened, evidence, state, telling, history, answer);
    }

    Alert with(Evidence other) {
        return new Alert(id, model, cause, monitor, owner, budgeted, opened, other, state, telling, history, answer);
    }

    Alert with(Telling other) {
        return new Alert(id, model, cause, monitor, owner, budgeted, opened, evidence, state, other, history, answer);
    }

    Alert with(Answer other) {
        return new Alert(
                id, model, cause, monitor, owner, budgeted, opened, evidence, state, telling, history, Optional.of(other));
    }

    /** With a line more of history. */
    Alert noted(Instant at, String by, String what, String note) {
        List<Entry> entries = new ArrayList<>(history);
        if (entries.size() >= LONGEST_HISTORY) {
            entries.remove(1);
        }
        entries.add(new Entry(at, by, what, note));
        return new Alert(
                id, model, cause, monitor, owner, budgeted, opened, evidence, state, telling, entries, answer);
    }

    /** Whether people are told at once is decided anew; who waits for a digest waits for the next. */
    Alert undecided(int reopened) {
        return with(new Telling(
                Reach.UNDECIDED, telling.last(), telling.sent(), Optional.empty(), reopened, telling.lookAt()));
    }

    Alert lookAt(Optional<Instant> at) {
        return with(new Telling(
                telling.reach(), telling.last(), telling.sent(), telling.digested(), telling.reopened(), at));
    }
}
