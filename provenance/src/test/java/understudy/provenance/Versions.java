package understudy.provenance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Privacy;
import understudy.core.Sha256;
import understudy.core.Signature;
import understudy.core.Task;

/** A model and its versions, as the registry gives them. */
final class Versions {
    static final Instant REGISTERED = Instant.parse("2026-05-01T12:30:15.250Z");

    private static final Signature SIGNATURE = new Signature(
            List.of(
                    Signature.Input.column("income", DataType.FP64, true),
                    new Signature.Input("channel", DataType.BYTES, List.of(-1L),
                            List.of(new Signature.Feature("channel", List.of("branch", "web"), false, Privacy.KEEP)))),
            List.of(new Signature.Output("score", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of("paid", "lost"))));

    static final Model LOAN = new Model(
            "loan", Task.BINARY, SIGNATURE, "consumer-credit", "high", Duration.ofDays(30), REGISTERED);

    private Versions() {}

    static ModelVersion version(int number, String runtime, String card) {
        return new ModelVersion(
                "loan", number, Sha256.of("loan " + number), Sha256.of("artifact " + number), "loan.zip", runtime, SIGNATURE,
                Optional.empty(), card, Map.of(), List.of(), "ann", REGISTERED, false);
    }
}
