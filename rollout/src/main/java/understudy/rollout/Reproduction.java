package understudy.rollout;

import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.PredictionId;

/** Runs a past request again, on the version that answered it. */
public final class Reproduction {
    /**
     * @param same whether every output has the same bits
     * @param ulps largest difference in units in the last place over numeric outputs; 0 when same
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

    /** @throws understudy.core.Problem UNPROCESSABLE where an input was hashed, dropped or erased */
    public Result reproduce(PredictionId id) {
        throw new UnsupportedOperationException("not built yet");
    }
}
