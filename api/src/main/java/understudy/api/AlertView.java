package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something a monitor found that is worth a person's time.
 *
 * @param id 12 hexadecimal digits; elsewhere the first few do
 * @param cause there is one open alert for each model and cause
 * @param owner who answers for the model
 * @param state {@code open}, {@code escalated}, {@code acknowledged}, {@code snoozed} or {@code resolved}
 * @param severity {@code info}, {@code warning} or {@code critical}: the highest found
 * @param since when what it is about began
 * @param lastFound when it was last seen
 * @param findings how many were gathered
 * @param observations the most telling first
 * @param reach {@code page}, {@code digest} or {@code undecided}
 * @param reopened how often it came back
 * @param by who acknowledged, snoozed or resolved it
 * @param until snoozed until
 * @param reason why it was resolved
 * @param useful what somebody thought of it
 * @param history oldest first
 * @param notices what people were told, oldest first
 */
public record AlertView(
        String id,
        String model,
        String cause,
        String monitor,
        String owner,
        String state,
        String severity,
        String title,
        String text,
        String runbook,
        Instant since,
        Instant opened,
        Instant lastFound,
        long findings,
        List<Integer> versions,
        List<String> segments,
        List<Observation> observations,
        String reach,
        int reopened,
        Optional<String> by,
        Optional<Instant> until,
        Optional<String> reason,
        Optional<Useful> useful,
        List<Entry> history,
        List<Sent> notices) {
    /**
     * @param version absent where it is about none
     * @param segment the empty string for all traffic
     * @param weight its part of the evidence, 0 to 1
     */
    public record Observation(
            Optional<Integer> version, String name, String segment, String sentence, double weight, Instant at) {}

    public record Useful(boolean useful, String comment, String by, Instant at) {}

    public record Entry(Instant at, String by, String what, String note) {}

    /** @param to names of the channels */
    public record Sent(Instant at, String notice, String kind, List<String> to) {}

    public record Page(List<AlertView> alerts) {}

    public record Note(Optional<String> note) {}

    /**
     * One of both is there.
     *
     * @param duration e.g. {@code 4h}
     */
    public record Snooze(Optional<String> duration, Optional<Instant> until, Optional<String> note) {}

    public record Resolve(String reason) {}

    public record Answer(boolean useful, Optional<String> note) {}

    /**
     * How often a monitor's alerts were useful, of those somebody said something about.
     *
     * @param precision with the 95 % interval from {@code low} to {@code high}; absent while nobody has said anything
     * @param falsePagesLeft how many false pages of the model may be risked now
     */
    public record Precision(
            String model,
            String monitor,
            long alerts,
            long answered,
            long useful,
            Optional<Double> precision,
            Optional<Double> low,
            Optional<Double> high,
            double falsePagesLeft) {}

    public record Precisions(List<Precision> monitors) {}
}
