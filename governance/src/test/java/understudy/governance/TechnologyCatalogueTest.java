package understudy.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Told;
import understudy.governance.Technology.Exposure;
import understudy.governance.Technology.Isolation;
import understudy.governance.Technology.Risk;

class TechnologyCatalogueTest {
    private static final Instant BEGIN = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");
    private static final Signature SIGNATURE = new Signature(
            List.of(Signature.Input.column("x", DataType.FP64, false)),
            List.of(new Signature.Output("y", DataType.FP64, List.of(-1L), Signature.Meaning.VALUE, List.of())));

    private Instant now = BEGIN;
    private final KeptLinks links = new KeptLinks();
    private final KeptTechnologies kept = new KeptTechnologies();
    private final TechnologyCatalogue catalogue = new TechnologyCatalogue(kept, new AuditLog(links), () -> now);
    private final List<Fact.Notice> heard = new ArrayList<>();
    private final Map<String, String> notes = new HashMap<>();

    private static TechnologyCatalogue.Terms terms(Exposure upTo, Risk risk) {
        return new TechnologyCatalogue.Terms(Optional.empty(), upTo, risk, Isolation.ANY, Optional.empty(), "");
    }

    private static TechnologyCatalogue.Use use(
            String runtime, String tier, Exposure exposure, boolean apart, String library) {
        Model model = new Model("loan", Task.REGRESSION, SIGNATURE, "risk-team", tier, Duration.ZERO, BEGIN);
        ModelVersion version = new ModelVersion(
                "loan", 3, "d", "a", "model.bin", runtime, SIGNATURE, Optional.empty(), "{}", Map.of(), List.of(), "ann",
                BEGIN, false);
        return new TechnologyCatalogue.Use(model, version, exposure, apart, () -> library);
    }

    private static TechnologyCatalogue.Use use(String tier, Exposure exposure) {
        return use("python", tier, exposure, true, "python 3.11.5");
    }

    private String fact(TechnologyCatalogue.Use use) {
        return catalogue.obstacle(use).map(Problem::fact).orElse("none");
    }

    @Test
    void whatever_is_registered_may_rehearse_and_nothing_unknown_may_answer() {
        assertThat(fact(use("high", Exposure.SHADOW))).isEqualTo("none");
        assertThat(fact(use("low", Exposure.CANARY))).isEqualTo("loan@3 may not answer callers: python is not allowed");
        Problem problem = catalogue.obstacle(use("medium", Exposure.CHAMPION)).orElseThrow();
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).isEqualTo("loan@3 may not lead: python is not allowed");
        assertThat(problem.remedy()).isEqualTo(
                "Allow it: understudy technology allow python --up-to champion --risk medium --until 2027-05-01");
    }

    @Test
    void an_entry_covers_what_is_exposed_no_further_and_risks_no_more() {
        catalogue.allow("python", terms(Exposure.CANARY, Risk.MEDIUM), "ann");
        assertThat(fact(use("low", Exposure.CANARY))).isEqualTo("none");
        assertThat(fact(use("medium", Exposure.CANARY))).isEqualTo("none");
        assertThat(fact(use("high", Exposure.CANARY))).endsWith("python is not allowed for high risk");
        assertThat(fact(use("a tier of one's own", Exposure.CANARY))).endsWith("python is not allowed for high risk");
        assertThat(fact(use("low", Exposure.CHAMPION))).endsWith("python is not allowed beyond canary");
        assertThat(catalogue.obstacle(use("low", Exposure.CHAMPION)).orElseThrow().remedy())
                .as("what is allowed already stays allowed")
                .contains("--up-to champion --risk medium");
    }

    @Test
    void an_entry_may_ask_for_a_process_and_for_versions_of_the_library() {
        catalogue.allow("python", new TechnologyCatalogue.Terms(
                Optional.of("3.11.*"), Exposure.CHAMPION, Risk.HIGH, Isolation.PROCESS, Optional.empty(), ""), "ann");
        assertThat(fact(use("python", "low", Exposure.CHAMPION, true, "python 3.11.5"))).isEqualTo("none");
        assertThat(fact(use("python", "low", Exposure.CHAMPION, true, "python 3.12.1")))
                .endsWith("python is not allowed as python 3.12.1, only as 3.11.*");
        assertThat(fact(use("python", "low", Exposure.CHAMPION, true, "python 3x11.5"))).contains("only as");
        assertThat(fact(use("python", "low", Exposure.CHAMPION, false, "python 3.11.5")))
                .endsWith("python is not allowed inside the server's process");
        TechnologyCatalogue.Use inside = use("python", "low", Exposure.CHAMPION, false, "python 3.11.5");
        assertThat(catalogue.obstacle(inside).orElseThrow().remedy())
                .startsWith("Register it with --isolation process, or allow it: ");
    }

    @Test
    void an_entry_ends_at_its_end_and_when_it_is_withdrawn() {
        catalogue.allow("python", new TechnologyCatalogue.Terms(
                Optional.empty(), Exposure.CHAMPION, Risk.HIGH, Isolation.ANY, Optional.of(END), ""), "ann");
        now = END.minusSeconds(1);
        assertThat(fact(use("high", Exposure.CHAMPION))).isEqualTo("none");
        now = END;
        assertThat(fact(use("high", Exposure.CHAMPION))).endsWith("python is not allowed (it was until 2026-06-01)");
        catalogue.allow("python", terms(Exposure.CHAMPION, Risk.HIGH), "ann");
        assertThat(fact(use("high", Exposure.CHAMPION))).isEqualTo("none");
        catalogue.withdraw("python", "bob");
        assertThat(fact(use("high", Exposure.CHAMPION))).endsWith("python is not allowed (withdrawn by bob on 2026-06-01)");
        assertThatThrownBy(() -> catalogue.withdraw("python", "bob"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nothing is");
    }

    @Test
    void what_comes_with_the_program_is_allowed_once_and_not_again_after_it_was_withdrawn() {
        catalogue.seed(List.of("onnx", "trees"));
        assertThat(fact(use("onnx", "high", Exposure.CHAMPION, false, "onnxruntime 1.28.0"))).isEqualTo("none");
        assertThat(kept.find("onnx").orElseThrow().allowedBy()).isEqualTo("understudy");
        catalogue.withdraw("onnx", "ann");
        catalogue.seed(List.of("onnx", "trees", "pmml"));
        assertThat(fact(use("onnx", "high", Exposure.CHAMPION, false, "onnxruntime 1.28.0"))).contains("withdrawn by ann");
        assertThat(catalogue.list()).extracting(Technology::runtime).containsExactly("onnx", "pmml", "trees");
    }

    @Test
    void every_change_is_in_the_audit_with_its_terms() {
        catalogue.allow("python", terms(Exposure.CANARY, Risk.LOW), "ann");
        catalogue.withdraw("python", "bob");
        assertThat(links.links)
                .extracting(AuditLink::event)
                .extracting(event -> event.actor() + " " + event.action() + " " + event.subject())
                .containsExactly("ann technology.allow python", "bob technology.withdraw python");
        assertThat(links.links.getFirst().event().details()).containsEntry("up_to", "canary").containsEntry("risk", "low");
    }

    @Test
    void terms_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> catalogue.allow("Python 3", terms(Exposure.CANARY, Risk.LOW), "ann"))
                .hasMessageContaining("runtime: Python 3");
        assertThatThrownBy(() -> catalogue.allow("python", new TechnologyCatalogue.Terms(
                        Optional.of("3 or 4"), Exposure.CANARY, Risk.LOW, Isolation.ANY, Optional.empty(), ""), "ann"))
                .hasMessageContaining("library: 3 or 4");
        assertThatThrownBy(() -> catalogue.allow("python", new TechnologyCatalogue.Terms(
                        Optional.empty(), Exposure.CANARY, Risk.LOW, Isolation.ANY, Optional.of(BEGIN), ""), "ann"))
                .hasMessageContaining("until: 2026-05-01T00:00:00Z (expected: a time to come)");
        assertThat(links.links).isEmpty();
    }

    @Test
    void the_owner_of_what_answers_uncovered_is_told_once_for_each_reason() {
        catalogue.allow("python", terms(Exposure.CHAMPION, Risk.HIGH), "ann");
        watch().look();
        assertThat(heard).isEmpty();
        catalogue.allow("python", terms(Exposure.CHAMPION, Risk.MEDIUM), "ann");
        watch().look();
        watch().look();
        assertThat(heard).singleElement().satisfies(notice -> {
            assertThat(notice.title()).isEqualTo("loan@3 (python) leads, but python is no longer allowed for high risk");
            assertThat(notice.text()).contains("It goes on answering", "risk-team");
            assertThat(notice.model()).contains("loan");
        });
        assertThat(watch().uncovered()).singleElement()
                .satisfies(each -> assertThat(each.why()).isEqualTo("python is no longer allowed for high risk"));
        catalogue.withdraw("python", "bob");
        watch().look();
        assertThat(heard).hasSize(2);
        catalogue.allow("python", terms(Exposure.CHAMPION, Risk.HIGH), "ann");
        watch().look();
        assertThat(heard).hasSize(2);
        assertThat(watch().uncovered()).isEmpty();
        catalogue.withdraw("python", "bob");
        watch().look();
        assertThat(heard).as("again, after it had been allowed again").hasSize(3);
    }

    private TechnologyWatch watch() {
        Told told = new Told() {
            @Override
            public Optional<String> last(String subject) {
                return Optional.ofNullable(notes.get(subject));
            }

            @Override
            public void note(String subject, String what) {
                notes.put(subject, what);
            }
        };
        return new TechnologyWatch(
                catalogue, () -> List.of(use("high", Exposure.CHAMPION)), told, heard::add, () -> now, UUID::randomUUID);
    }
}
