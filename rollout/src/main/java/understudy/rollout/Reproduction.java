package understudy.rollout;

import java.util.List;
import understudy.core.Archive;
import understudy.core.DataType;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.serving.BoundVersion;
import understudy.serving.Instances;
import understudy.serving.Sealing;

/** Runs a past request again, on the version that answered it. Safe for many threads. */
public final class Reproduction {
    /**
     * @param same whether every output of every row of the request has the same bits
     * @param ulps largest difference in units in the last place over numeric outputs; 0 when same, −1 where texts or
     *     shapes differ, which have no distance
     * @param libraryThen what evaluated it then
     * @param actionsSame whether the decision rule chose the same
     */
    public record Result(
            PredictionId id,
            String model,
            int version,
            boolean same,
            long ulps,
            String libraryThen,
            String libraryNow,
            boolean actionsSame,
            List<NamedTensor> then,
            List<NamedTensor> now) {}

    private final Archive archive;
    private final Instances instances;
    private final Sealing sealing;

    public Reproduction(Archive archive, Instances instances, Sealing sealing) {
        this.archive = archive;
        this.instances = instances;
        this.sealing = sealing;
    }

    /**
     * All rows of the request are run in one call, as they were then: some libraries round by how many rows they see.
     *
     * @throws Problem NOT_FOUND; UNPROCESSABLE where an input was hashed, dropped or erased, or the version had failed
     */
    public Result reproduce(PredictionId id) {
        Prediction prediction = archive.find(id)
                .map(Archive.Found::prediction)
                .orElseThrow(() -> Problem.notFound(
                        "prediction: " + id + " is not known", "Look for it: understudy predictions MODEL"));
        Outcome.Answered answered = switch (prediction.outcome()) {
            case Outcome.Answered then -> then;
            case Outcome.Failed failed -> throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    ModelVersion.reference(prediction.model(), prediction.version()) + " had no answer then: "
                            + failed.message(),
                    "Only answers can be compared");
        };
        List<NamedTensor> inputs = sealing.open(prediction.inputs());
        List<NamedTensor> then = sealing.open(answered.outputs());
        try (BoundVersion bound = bound(prediction)) {
            BoundVersion.Said now = bound.predict(inputs, prediction.rows());
            boolean same = then.equals(now.outputs());
            return new Result(
                    id, prediction.model(), prediction.version(), same, same ? 0 : ulps(then, now.outputs()),
                    prediction.library(), bound.library(), answered.actions().equals(now.actions()), then,
                    now.outputs());
        }
    }

    private BoundVersion bound(Prediction prediction) {
        return prediction.role() == Role.DIRECT
                ? instances.direct(prediction.model(), prediction.version())
                : instances.bind(prediction.model(), prediction.version());
    }

    private static long ulps(List<NamedTensor> then, List<NamedTensor> now) {
        if (then.size() != now.size()) {
            return -1;
        }
        long largest = 0;
        for (int i = 0; i < then.size(); i++) {
            long ulps = then.get(i).name().equals(now.get(i).name())
                    ? ulps(then.get(i).tensor(), now.get(i).tensor())
                    : -1;
            if (ulps < 0) {
                return -1;
            }
            largest = Math.max(largest, ulps);
        }
        return largest;
    }

    private static long ulps(Tensor then, Tensor now) {
        if (then.equals(now)) {
            return 0;
        }
        if (then.type() != now.type() || then.size() != now.size() || then.type() == DataType.BYTES) {
            return -1;
        }
        long largest = 0;
        for (int i = 0; i < then.size(); i++) {
            long one = place(then, i);
            long other = place(now, i);
            long apart = Math.max(one, other) - Math.min(one, other);
            largest = Math.max(largest, apart < 0 ? Long.MAX_VALUE : apart);
        }
        return largest;
    }

    /** The place of a number in the order of all numbers of its type. */
    private static long place(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case FP64 -> ordered(Double.doubleToRawLongBits(tensor.doubles()[index]), Long.MIN_VALUE);
            case FP32 -> ordered(Float.floatToRawIntBits(tensor.floats()[index]), Integer.MIN_VALUE);
            case FP16 -> ordered(((short[]) tensor.values())[index], Short.MIN_VALUE);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> (long) tensor.number(index);
            case BYTES -> throw new IllegalStateException("texts have no order of bits");
        };
    }

    private static long ordered(long bits, long sign) {
        return bits >= 0 ? bits : sign - bits;
    }
}
