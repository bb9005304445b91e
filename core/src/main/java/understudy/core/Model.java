package understudy.core;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A named decision function; its versions are {@link ModelVersion}s.
 *
 * @param name 1 to 100 of {@code a-z A-Z 0-9 . _ -}, beginning with a letter or digit
 * @param signature what callers send and get, whichever version answers; each version is bound to it when it is loaded
 * @param owner who to ask
 * @param riskTier {@code low}, {@code medium} or {@code high}
 * @param maturity age at which a prediction's label counts as known; younger predictions enter no labelled verdict
 */
public record Model(
        String name,
        Task task,
        Signature signature,
        String owner,
        String riskTier,
        Duration maturity,
        Instant createdAt) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");

    public Model {
        checkName(name);
    }

    /** @throws Problem (INVALID) for a name that could not be a model's */
    public static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    "model", name, "1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
        return name;
    }
}
