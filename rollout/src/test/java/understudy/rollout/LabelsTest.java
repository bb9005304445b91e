package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.core.Archive;
import understudy.core.AuditEvent;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.testkit.MemoryRegistry;
import understudy.testkit.StillLog;

class LabelsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final PredictionId KNOWN = new PredictionId(new UUID(1 << 16 | 0x7000, 1L << 63), 0);
    private static final PredictionId UNKNOWN = new PredictionId(new UUID(2 << 16 | 0x7000, 1L << 63), 3);

    private final MemoryRegistry registry = new MemoryRegistry();
    private final StillLog<Fact> facts = new StillLog<>();
    private final List<AuditEvent> audit = new ArrayList<>();
    private final Labels labels = new Labels(registry, new NothingKept(), this::known, facts, audit::add, () -> NOW);

    @BeforeEach
    void a_model_of_two_classes() {
        Signature signature = new Signature(
                List.of(Signature.Input.column("x", DataType.FP32, false)),
                List.of(new Signature.Output(
                        "p", DataType.FP32, List.of(-1L), Signature.Meaning.SCORE, List.of("repaid", "default"))));
        registry.save(MemoryRegistry.model("loans", Task.BINARY, signature, Duration.ZERO));
    }

    @Test
    void a_label_is_written_once_however_often_it_is_sent() {
        Labels.Receipt first = labels.submit("", List.of(of(KNOWN, "default")), "ann");
        Labels.Receipt second = labels.submit("", List.of(of(KNOWN, "default")), "ann");

        assertThat(first).isEqualTo(new Labels.Receipt(1, 0, 0, 0, List.of()));
        assertThat(second).isEqualTo(new Labels.Receipt(0, 1, 0, 0, List.of()));
        assertThat(facts.entries).hasSize(1);
        assertThat(((Fact.Label) facts.entries.getFirst()).model()).isEqualTo("loans");
    }

    @Test
    void a_correction_and_going_back_are_three_labels() {
        Labels.Receipt receipt = labels.submit(
                "loans", List.of(of(KNOWN, "default"), of(KNOWN, "repaid"), of(KNOWN, "default")), "ann");

        assertThat(receipt.accepted()).isEqualTo(3);
        assertThat(receipt.corrected()).isEqualTo(2);
        assertThat(facts.entries.stream().map(fact -> ((Fact.Label) fact).id()).distinct()).hasSize(3);
    }

    @Test
    void two_deliveries_at_once_bear_the_same_id() {
        labels.submit("loans", List.of(of(KNOWN, "default")), "ann");
        UUID first = ((Fact.Label) facts.entries.getFirst()).id();
        facts.entries.clear();
        labels.submit("loans", List.of(of(KNOWN, "default")), "ben");

        assertThat(((Fact.Label) facts.entries.getFirst()).id()).isEqualTo(first);
    }

    @Test
    void labels_for_nothing_are_kept_and_reported() {
        Labels.Receipt receipt = labels.submit(
                "loans", List.of(of(UNKNOWN, "default"), new Labels.Submission(
                        Optional.empty(), Optional.of("A-17"), "1", Optional.of(NOW), false)), "ann");

        assertThat(receipt.accepted()).isEqualTo(2);
        assertThat(receipt.unknown()).isEqualTo(2);
        assertThat(receipt.unknownExamples()).containsExactly(UNKNOWN.toString(), "A-17");
        assertThat(facts.entries).hasSize(2);
        assertThat(audit.getFirst().details()).containsEntry("unknown", "2");
    }

    @Test
    void a_label_that_came_with_its_prediction_is_known_from_then_and_its_correction_from_now() {
        Instant then = NOW.minus(Duration.ofDays(40));
        labels.submit("loans", List.of(new Labels.Submission(
                Optional.of(KNOWN), Optional.empty(), "default", Optional.of(then), true)), "ann");
        labels.submit("loans", List.of(of(KNOWN, "repaid")), "ann");
        assertThat(facts.entries)
                .extracting(fact -> ((Fact.Label) fact).receivedAt())
                .containsExactly(then, NOW);
    }

    @Test
    void one_wrong_label_refuses_all_and_names_the_line() {
        assertThatThrownBy(() -> labels.submit("loans", List.of(of(KNOWN, "default"), of(KNOWN, "maybe")), "ann"))
                .hasMessage("labels[2].label: maybe (expected: one of [repaid, default], or its position)");
        assertThatThrownBy(() -> labels.submit("loans", List.of(new Labels.Submission(
                        Optional.empty(), Optional.empty(), "default", Optional.empty(), false)), "ann"))
                .hasMessage("labels[1]: neither (expected: either a prediction_id or a key)");
        assertThatThrownBy(() -> labels.submit("", List.of(new Labels.Submission(
                        Optional.empty(), Optional.of("A-17"), "default", Optional.empty(), false)), "ann"))
                .hasMessageStartingWith("model: ");
        assertThatThrownBy(() -> labels.submit("cars", List.of(of(KNOWN, "default")), "ann"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND));
        assertThatThrownBy(() -> labels.submit(
                        "loans", Collections.nCopies(Labels.MOST + 1, of(KNOWN, "default")), "ann"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.TOO_LARGE));
        assertThat(facts.entries).isEmpty();
    }

    @Test
    void an_override_of_an_unknown_prediction_is_refused() {
        assertThatThrownBy(() -> labels.override(UNKNOWN, "approve", "she has a guarantor", "ann"))
                .hasMessageStartingWith("prediction: " + UNKNOWN + " is not known");
        assertThatThrownBy(() -> labels.override(KNOWN, "approve", " ", "ann")).hasMessageStartingWith("reason: ");
    }

    private List<KnownLabels.Known> known(List<KnownLabels.Target> targets) {
        return targets.stream()
                .map(target -> target.prediction().equals(Optional.of(KNOWN))
                        ? new KnownLabels.Known(Optional.of(KNOWN), Optional.of("loans"), latest())
                        : KnownLabels.Known.nothing())
                .toList();
    }

    private Optional<Fact.Label> latest() {
        return facts.entries.reversed().stream()
                .map(Fact.Label.class::cast)
                .filter(label -> label.prediction().equals(Optional.of(KNOWN)))
                .findFirst();
    }

    private static Labels.Submission of(PredictionId prediction, String value) {
        return new Labels.Submission(Optional.of(prediction), Optional.empty(), value, Optional.empty(), false);
    }

    private record NothingKept() implements Archive {
        @Override
        public Set<UUID> known(String model, Set<UUID> requests) {
            return Set.of();
        }

        @Override
        public List<Row> search(Query query) {
            return List.of();
        }

        @Override
        public Optional<Found> find(PredictionId id) {
            return Optional.empty();
        }
    }
}
