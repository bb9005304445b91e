package understudy.serving;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import understudy.core.DecisionRule;
import understudy.core.ModelVersion;
import understudy.core.Signature;
import understudy.core.Task;

/** Takes in new versions: keeps the artifact, finds its runtime, reads its signature, tries it once. */
public final class Registration {
    /**
     * What may come with an artifact; whatever is empty is found out from the artifact or has a default.
     *
     * @param signature the version's own; overrides what the artifact says
     * @param modelSignature what callers of the model send and get; only with the first version
     * @param task only with the first version
     * @param owner only with the first version
     * @param riskTier only with the first version
     * @param maturity only with the first version
     * @param card a JSON object
     */
    public record Details(
            Optional<String> runtime,
            Optional<Signature> signature,
            Optional<Signature> modelSignature,
            Optional<Task> task,
            Optional<String> owner,
            Optional<String> riskTier,
            Optional<Duration> maturity,
            Optional<DecisionRule> decision,
            String card) {
        public static Details none() {
            return new Details(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), "{}");
        }
    }

    /**
     * Registers an artifact as the model's next version. The model's first version takes the lead by itself where that
     * is allowed; later ones are candidates.
     *
     * @throws understudy.core.Problem UNPROCESSABLE for an artifact no runtime takes or that does not load; CONFLICT
     *     if the same version is there; INVALID for details that cannot be true
     */
    public ModelVersion register(String model, InputStream artifact, String fileName, Details details, String by) {
        throw new UnsupportedOperationException("not built yet");
    }
}
