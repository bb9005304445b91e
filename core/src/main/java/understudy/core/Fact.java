package understudy.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;

/** An entry of the facts log: something learnt about predictions after they were answered. */
public sealed interface Fact {
    /**
     * A block of what one shadow said, in request order. The block is also the reader's cursor: {@code through} is the
     * position after the last prediction it has dealt with, whether or not that one was sampled.
     *
     * @param reader names the reader, unique for as long as its answers count, e.g. {@code shadow/fraud@8/<uuid>}
     * @param through position in the predictions log up to which (exclusive) the reader is done
     */
    record ShadowAnswers(
            String reader, String model, int version, String versionDigest, long through, List<ShadowAnswer> answers)
            implements Fact {
        public ShadowAnswers {
            answers = List.copyOf(answers);
        }
    }

    /**
     * What a shadow said for one request, beside what the caller got: a pair needs no join.
     *
     * @param answeredRole CHAMPION or CANARY: who answered the caller
     * @param batched requests evaluated together in this call; latency is the whole call's divided by it
     */
    record ShadowAnswer(
            UUID request,
            Instant receivedAt,
            Optional<String> key,
            Map<String, String> segments,
            int answeredBy,
            Role answeredRole,
            long lineupRevision,
            int rows,
            long answeredLatencyNanos,
            Outcome answered,
            long latencyNanos,
            int batched,
            Outcome said) {}

    /**
     * The truth for a prediction, arriving later; a later one for the same prediction corrects it.
     *
     * @param id of the label itself, so that a repeated delivery is recognised
     * @param model the model meant; needed for a key, may be empty for a prediction id
     * @param prediction one of prediction and key is there
     * @param key the caller's own key: names the latest prediction of the model with that key received at or before
     *     {@code at}
     * @param value a class name, or a number in digits
     * @param at when it became true
     * @param receivedAt when it reached us: what was known when is judged by this. Of one that was brought together with its
     *     prediction it is the time of that, since nobody says how long it took
     */
    record Label(
            UUID id,
            String model,
            Optional<PredictionId> prediction,
            Optional<String> key,
            String value,
            Instant at,
            Instant receivedAt,
            String by)
            implements Fact {}

    /** A person decided otherwise than the rule did. */
    record Override(PredictionId prediction, String action, String reason, String by, Instant at) implements Fact {}

    /**
     * A reader was overtaken by retention: these predictions were never shown to it. Comparisons show the gap, verdicts
     * exclude it.
     *
     * @param from first lost position, inclusive
     * @param to position it goes on from
     * @param count how many predictions were between, −1 where nobody can tell
     */
    record Gap(String reader, String model, int version, long from, long to, long count, Instant at) implements Fact {}

    /** How much a notice is a person's business. The journal keeps the order: only add at the end. */
    enum Severity {
        /** To be known some time: a rollout went on. */
        INFO,
        /** To be looked at today: a verdict against a version. */
        WARNING,
        /** To be looked at now: callers are, or were, answered worse than they should be. */
        CRITICAL
    }

    /**
     * Something people want to be told: a verdict, a rollback. It leaves the house by e-mail and the like, so it holds
     * names and numbers, and never a caller's values, a key or a secret.
     *
     * @param id by which a receiver recognises one that is delivered a second time
     * @param kind what it is about, words in dots, e.g. {@code rollout.rolled_back} or {@code verdict}
     * @param model empty where it is about none
     * @param version of the model, where it is about one
     * @param title one line, at most {@value #LONGEST_TITLE} characters
     * @param text what happened, with the numbers, in lines of plain text; at most {@value #LONGEST_TEXT} characters
     * @param link path in the page with its leading slash, e.g. {@code /#fraud}; the empty string for none
     * @param labels what channels and routes go by, e.g. {@code alert} and its id; at most {@value #MOST_LABELS}, names of
     *     lower-case letters, values of one line
     */
    record Notice(
            UUID id,
            Instant at,
            String kind,
            Severity severity,
            Optional<String> model,
            OptionalInt version,
            String title,
            String text,
            String link,
            Map<String, String> labels)
            implements Fact {
        public static final int LONGEST_TITLE = 200;
        public static final int LONGEST_TEXT = 8_000;
        public static final int MOST_LABELS = 16;
        public static final int LONGEST_LABEL = 2_000;

        private static final int LONGEST_LINK = 1_000;
        private static final Pattern KIND = Pattern.compile("[a-z][a-z_]{0,40}(\\.[a-z][a-z_]{0,40}){0,3}");
        private static final Pattern TITLE =
                Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]*[^\\p{Cc}\\p{Z}][^\\p{Cc}\\p{Zl}\\p{Zp}]*");
        private static final Pattern TEXT = Pattern.compile("[\\n\\t\\P{Cc}]*");
        private static final Pattern LABEL = Pattern.compile("[a-z][a-z_]{0,40}");
        private static final Pattern LABEL_VALUE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]*");
        private static final Pattern LINK = Pattern.compile("(/[^\\p{Z}\\p{Cc}<>\"|\\\\]*)?");

        public Notice {
            check("notice.kind", kind, KIND, 200, "lower-case words in dots, e.g. rollout.advanced");
            check("notice.title", title, TITLE, LONGEST_TITLE, "one line of at most " + LONGEST_TITLE + " characters");
            check("notice.text", text, TEXT, LONGEST_TEXT, "plain text of at most " + LONGEST_TEXT + " characters");
            check("notice.link", link, LINK, LONGEST_LINK, "a path that begins with a slash, or nothing");
            if (version.isPresent() && model.isEmpty()) {
                throw Problem.invalid("notice.version", version.getAsInt(), "none without a model");
            }
            if (labels.size() > MOST_LABELS) {
                throw Problem.invalid("notice.labels", labels.size(), "at most " + MOST_LABELS);
            }
            labels = Map.copyOf(labels);
            labels.forEach((name, value) -> {
                check("notice.labels", name, LABEL, LONGEST_LABEL, "names of lower-case letters");
                check("notice.labels." + name, value, LABEL_VALUE, LONGEST_LABEL, "one line");
            });
        }

        /** Without labels. */
        public Notice(
                UUID id,
                Instant at,
                String kind,
                Severity severity,
                Optional<String> model,
                OptionalInt version,
                String title,
                String text,
                String link) {
            this(id, at, kind, severity, model, version, title, text, link, Map.of());
        }

        private static void check(String field, String value, Pattern right, int longest, String expected) {
            if (value.length() > longest || !right.matcher(value).matches()) {
                throw Problem.invalid(field, value, expected);
            }
        }
    }
}
