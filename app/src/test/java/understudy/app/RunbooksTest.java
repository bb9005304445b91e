package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import understudy.core.DataType;
import understudy.core.ModelVersion;
import understudy.core.Sha256;
import understudy.core.Signature;

class RunbooksTest {
    private static ModelVersion version(String card) {
        Signature signature = new Signature(
                List.of(new Signature.Input("income", DataType.FP64, List.of(-1L), List.of())),
                List.of(new Signature.Output(
                        "score", DataType.FP64, List.of(-1L), Signature.Meaning.VALUE, List.of())));
        return new ModelVersion(
                "fraud", 1, Sha256.of("1"), Sha256.of("2"), "m.onnx", "onnx", signature, Optional.empty(), card, Map.of(),
                List.of(), "ann", Instant.EPOCH, false);
    }

    @Test
    void the_card_says_what_to_do_for_a_monitor_or_for_all_that_begin_so() {
        ModelVersion version = version("{\"runbooks\": {\"data.drift\": \"Ask the data team\", \"data\": \"See the wiki\"}}");
        assertThat(Runbooks.of(version, "data.drift")).contains("Ask the data team");
        assertThat(Runbooks.of(version, "data.missing")).contains("See the wiki");
        assertThat(Runbooks.of(version, "performance")).isEmpty();
    }

    @Test
    void a_card_without_runbooks_or_with_something_else_there_says_nothing() {
        for (String card : List.of("{}", "{\"runbooks\": \"none\"}", "{\"runbooks\": {\"data\": 7}}", "[]", "not json")) {
            assertThat(Runbooks.of(version(card), "data.drift")).as(card).isEmpty();
        }
    }
}
