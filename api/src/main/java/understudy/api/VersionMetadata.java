package understudy.api;

import java.util.Map;
import java.util.Optional;

/**
 * What may come with an uploaded artifact, as the multipart's part {@code metadata}. Whatever is absent is read from the
 * artifact or has a default.
 *
 * @param runtime name of the runtime that loads it
 * @param signature the version's own
 * @param modelSignature what callers of the model send and get; with the first version only, as is all that follows up to
 *     {@code maturity}
 * @param task {@code binary}, {@code multiclass}, {@code regression} or {@code other}
 * @param riskTier {@code low}, {@code medium} or {@code high}
 * @param maturity age at which a label counts as known: {@code 30d}, {@code 12h} or {@code PT12H}
 * @param options how it is to be run, by name: {@code isolation}, {@code batch_rows}, {@code python}, …
 * @param card what its makers want operators to know, any JSON object
 */
public record VersionMetadata(
        Optional<String> runtime,
        Optional<SignatureView> signature,
        Optional<SignatureView> modelSignature,
        Optional<String> task,
        Optional<String> owner,
        Optional<String> riskTier,
        Optional<String> maturity,
        Optional<DecisionView> decision,
        Map<String, String> options,
        Map<String, Object> card) {
    public static VersionMetadata none() {
        return new VersionMetadata(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }
}
