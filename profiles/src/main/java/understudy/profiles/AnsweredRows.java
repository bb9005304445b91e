package understudy.profiles;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Problem;

/**
 * What callers were answered, row by row, with what became of it: what monitors read. Whatever they say of a stretch of time
 * is computed from here, so a restart can lose nothing, a late row is counted where it belongs, and a corrected label is right
 * in the next look. Sees all that was journalled before a call. Safe for many threads.
 *
 * <p>Columns of a {@link RowSource}: the features of the model's signature by their own names, then those named here. A feature
 * that is encrypted or dropped is not among them, nor is one whose name begins with {@code @}, nor those of wider inputs than
 * are kept by column; a hashed one is a category of digests; values of large tensors, kept outside, are missing.
 */
public interface AnsweredRows {
    /** TIME. When the request was received, or happened, where it was answered elsewhere. */
    String AT = "@at";
    /** NUMBER. The version that answered. */
    String VERSION = "@version";
    /** CATEGORY. {@code CHAMPION}, {@code CANARY} or {@code DIRECT}. */
    String ROLE = "@role";
    /**
     * NUMBER. Probability of the positive class, or the predicted value; with {@code .CLASS} behind it, one of several: a model
     * of many classes has only those, one whose task is OTHER has none.
     */
    String SCORE = "@score";
    /** CATEGORY. The predicted class; missing for regression. */
    String PREDICTED = "@predicted";
    /** CATEGORY. What the version's decision rule said. */
    String ACTION = "@action";
    /** CATEGORY. What a person decided instead; missing for most. */
    String OVERRIDE = "@override";
    /** CATEGORY. Why a person decided otherwise. */
    String REASON = "@reason";
    /** BOOLEAN of two classes (1 is the positive one), NUMBER of a regression, else CATEGORY; missing while unknown. */
    String LABEL = "@label";
    /** TIME. When the label reached us. */
    String LABELLED_AT = "@labelled_at";
    /** CATEGORY. Why there was no answer; missing where there was one. */
    String ERROR = "@error";
    /** NUMBER. The version's own part of the time, in milliseconds. */
    String LATENCY = "@latency_ms";
    /** CATEGORY. Who asked; missing of rows from before this was kept by row. */
    String CALLER = "@caller";
    /** CATEGORY. With a segment's name behind it, its value: those there are in the stretch, up to 50. */
    String SEGMENT = "@segment.";

    /** Rows whose column has this value. @param column a segment's or a feature's, named as above */
    record Slice(String column, String value) {}

    /**
     * Rows of a model that callers were answered (champions' and canaries').
     *
     * @param version empty for any
     * @param from inclusive, by {@link #AT}
     * @param to exclusive
     * @param slice empty for all
     */
    record Stretch(String model, OptionalInt version, Instant from, Instant to, Optional<Slice> slice) {
        public Stretch {
            if (!from.isBefore(to)) {
                throw Problem.invalid("to", to, "after " + from);
            }
        }

        public static Stretch of(String model, Instant from, Instant to) {
            return new Stretch(model, OptionalInt.empty(), from, to, Optional.empty());
        }
    }

    /** Which labels a reader is shown. */
    enum Labels {
        /** None: {@link #LABEL} and {@link #LABELLED_AT} are not among the columns, and nothing is joined. */
        NONE,
        /** As known now. */
        NOW,
        /** As they were known when the row reached the model's maturity age; missing while it is younger. */
        MATURE
    }

    /**
     * In the order requests were received. Open and read it on a platform thread, since native code may hold it; close it,
     * since its files stay until then.
     *
     * @throws Problem NOT_FOUND for an unknown model, INVALID for a slice by no such column, UNAVAILABLE, INTERNAL
     */
    RowSource open(Stretch stretch, Labels labels);

    /**
     * Rows by version and stretch of {@code step}, those without any left out, earliest first. Cheap: reads no feature.
     *
     * @param step at least a second; stretches begin at multiples of it since 1970 UTC
     */
    List<Volume> volumes(String model, Instant from, Instant to, Duration step);

    /**
     * @param rows answered in it
     * @param errors of them
     * @param labelled rows that have a label now
     * @param labelsThrough when the newest of those labels reached us; empty without any
     */
    record Volume(Instant from, int version, long rows, long errors, long labelled, Optional<Instant> labelsThrough) {}

    /** Older rows may be gone. */
    Instant keptSince();
}
