package understudy.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable version of a model.
 *
 * @param version 1, 2, 3, … within the model
 * @param digest SHA-256 (hex) over the artifact's digest, the signature and the decision rule: what identifies its
 *     behaviour
 * @param artifact SHA-256 (hex) of the artifact in the content store
 * @param fileName the artifact's name as uploaded
 * @param runtime name of the runtime that loads it
 * @param signature its own signature, as read from the artifact or given
 * @param card what its makers want operators to know, as a JSON object; {@code {}} when there is none
 * @param options how it is to be run, by name, e.g. {@code isolation}; not part of what identifies its behaviour
 * @param findings what looking at its files found that nobody vouches for, a line each; empty when they are clean
 * @param retired whether it may no longer answer, in any role
 */
public record ModelVersion(
        String model,
        int version,
        String digest,
        String artifact,
        String fileName,
        String runtime,
        Signature signature,
        Optional<DecisionRule> decision,
        String card,
        Map<String, String> options,
        List<String> findings,
        String createdBy,
        Instant createdAt,
        boolean retired) {
    /** The runtime of versions that another platform serves: they cannot be asked here, and their answers are brought. */
    public static final String ELSEWHERE = "elsewhere";

    public ModelVersion {
        options = Map.copyOf(options);
        findings = List.copyOf(findings);
    }

    /** Whether another platform serves it, so that it can be watched and compared with but not asked. */
    public boolean isServedElsewhere() {
        return runtime.equals(ELSEWHERE);
    }

    /** The same under another number. */
    public ModelVersion numbered(int number) {
        return new ModelVersion(
                model, number, digest, artifact, fileName, runtime, signature, decision, card, options, findings, createdBy,
                createdAt, retired);
    }

    /** The same, which may no longer answer. */
    public ModelVersion asRetired() {
        return new ModelVersion(
                model, version, digest, artifact, fileName, runtime, signature, decision, card, options, findings, createdBy,
                createdAt, true);
    }

    /** {@code fraud@7}. */
    public String reference() {
        return reference(model, version);
    }

    public static String reference(String model, int version) {
        return model + "@" + version;
    }
}
