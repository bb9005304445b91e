package understudy.serving;

import java.time.Duration;
import understudy.core.Problem;

/**
 * @param cores fast models run on as many callers' threads at once as this
 * @param maxInFlight requests under way at once, over all models; more are refused with OVERLOADED
 * @param maxInFlightPerModel the same for one model
 * @param deadline longest any request may take; callers may ask for less
 * @param drain how long closing waits for requests under way
 * @param whenFull what happens to an answer that the journal has no space for
 * @param firstLeads whether a model's first version becomes champion by itself
 * @param artifactBytes largest artifact, of the upload and of what it unpacks to
 * @param modelBytes most that loaded copies may hold together; whichever was not asked for longest goes, and is loaded
 *     again at its next call. {@code Long.MAX_VALUE} for no limit
 * @param spareCopies loaded copies to keep that no lineup names; the one unused longest goes first
 */
public record ServingSettings(
        int cores,
        int maxInFlight,
        int maxInFlightPerModel,
        Duration deadline,
        Duration drain,
        WhenFull whenFull,
        boolean firstLeads,
        long artifactBytes,
        long modelBytes,
        int spareCopies) {
    public enum WhenFull {
        /** The caller gets STORAGE_FULL: nothing is answered that is not journalled. */
        REFUSE,
        /** The caller gets the answer; how many are missing from the journal is counted and shown. */
        ANSWER_AND_COUNT
    }

    public ServingSettings {
        atLeastOne("serving.cores", cores);
        atLeastOne("serving.max_in_flight", maxInFlight);
        atLeastOne("serving.max_in_flight_per_model", maxInFlightPerModel);
        if (!deadline.isPositive()) {
            throw Problem.invalid("serving.deadline", deadline, "a duration above 0");
        }
        if (drain.isNegative()) {
            throw Problem.invalid("serving.drain", drain, "a duration >= 0");
        }
        atLeastOne("serving.artifact_bytes", artifactBytes);
        atLeastOne("serving.model_memory_mb", modelBytes);
        if (spareCopies < 0) {
            throw Problem.invalid("serving.spare_copies", spareCopies, ">= 0");
        }
    }

    public static ServingSettings standard(int cores) {
        return new ServingSettings(
                cores, 1024, 512, Duration.ofSeconds(30), Duration.ofSeconds(20), WhenFull.REFUSE, true, 2L << 30, 4L << 30, 4);
    }

    private static void atLeastOne(String field, long value) {
        if (value < 1) {
            throw Problem.invalid(field, value, ">= 1");
        }
    }
}
