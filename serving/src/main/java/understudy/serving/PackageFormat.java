package understudy.serving;

import java.util.Map;
import java.util.Optional;
import understudy.core.Signature;

/**
 * A way in which some tool lays out a model with what belongs to it, e.g. an MLflow directory. Says where in it the
 * model is and what the package tells of it. Found by {@link java.util.ServiceLoader}; stateless.
 */
public interface PackageFormat {
    /** Whether the artifact looks like one of its own; reads little and throws nothing. */
    boolean accepts(Artifact artifact);

    /**
     * The same whenever it is asked.
     *
     * @throws understudy.core.Problem UNPROCESSABLE for a package that is damaged or has nothing to serve in it
     */
    Contents open(Artifact artifact);

    /**
     * What is in a package.
     *
     * @param model the part that a runtime loads; its digest is the whole artifact's
     * @param runtime which runtime the package says it is for
     * @param signature what the package says it takes and gives, where the model itself does not
     * @param options how it is to be run, e.g. {@code batch_rows}; what a registration says goes first
     * @param card what the package tells people, e.g. its requirements, as a JSON object; a registration's own goes first
     */
    record Contents(
            Artifact model,
            Optional<String> runtime,
            Optional<Signature> signature,
            Map<String, String> options,
            String card) {
        public Contents {
            options = Map.copyOf(options);
        }

        /** An artifact that is no package. */
        public static Contents of(Artifact artifact) {
            return new Contents(artifact, Optional.empty(), Optional.empty(), Map.of(), "{}");
        }
    }
}
