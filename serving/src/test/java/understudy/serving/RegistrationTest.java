package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.AuditEvent;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Task;

final class RegistrationTest {
    private static final String[] LINEAR = {"features=age,income", "weights=1,2"};

    private final Stage stage;

    RegistrationTest(@TempDir Path folder) {
        stage = Stage.in(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void the_first_version_makes_the_model_and_leads() {
        ModelVersion version = stage.register("loan", LINEAR);
        assertThat(version.reference()).isEqualTo("loan@1");
        assertThat(version.runtime()).isEqualTo("linear");
        assertThat(version.digest()).matches("[0-9a-f]{64}");
        Model model = stage.registry.model("loan").orElseThrow();
        assertThat(model.task()).isEqualTo(Task.REGRESSION);
        assertThat(model.signature()).isEqualTo(version.signature());
        assertThat(stage.lineups.find("loan").orElseThrow().champion()).isEqualTo(1);
        assertThat(stage.audit).extracting(AuditEvent::action).containsExactly("version.register", "lineup.replace");
    }

    @Test
    void later_versions_are_candidates() {
        stage.register("loan", LINEAR);
        assertThat(stage.register("loan", "features=income,age", "weights=2,1").version()).isEqualTo(2);
        assertThat(stage.lineups.find("loan").orElseThrow().revision()).isEqualTo(1);
        assertThat(stage.runtime.open).hasValue(1);
    }

    @Test
    void the_same_version_twice_is_a_conflict_that_names_it() {
        stage.register("loan", LINEAR);
        Problem problem = refused("loan", Registration.Details.none(), LINEAR);
        assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT);
        assertThat(problem.fact()).contains("loan@1");
    }

    @Test
    void another_rule_for_the_same_artifact_is_another_version() {
        stage.register("loan", LINEAR);
        assertThat(stage.register("loan", decided(new DecisionRule.Threshold(1, "a", "b")), LINEAR).version())
                .isEqualTo(2);
    }

    @Test
    void a_version_that_cannot_be_bound_to_the_model_is_refused() {
        stage.register("loan", LINEAR);
        Problem problem = refused("loan", Registration.Details.none(), "features=age,debt", "weights=1,2");
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).contains("debt");
        assertThat(stage.registry.versions("loan")).hasSize(1);
    }

    @Test
    void an_artifact_that_does_not_load_leaves_nothing_behind() {
        Problem problem = refused("loan", Registration.Details.none(), "features=age");
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(stage.registry.models()).isEmpty();
        assertThat(stage.audit).isEmpty();
    }

    @Test
    void a_runtime_that_is_not_installed_is_named_with_those_that_are() {
        Problem problem = refused("loan", new Registration.Details(
                Optional.of("catboost"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), "{}"), LINEAR);
        assertThat(problem.fact()).isEqualTo("'m.linear' needs a runtime for 'catboost'; installed: linear");
    }

    @Test
    void what_only_the_first_version_may_say_is_refused_later() {
        stage.register("loan", LINEAR);
        Problem problem = refused("loan", new Registration.Details(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(Duration.ofDays(1)), Optional.empty(), Map.of(), "{}"),
                "features=age,income", "weights=5,6");
        assertThat(problem.code()).isEqualTo(Problem.Code.INVALID);
        assertThat(problem.fact()).startsWith("maturity: PT24H");
    }

    @Test
    void a_rule_that_does_not_suit_the_outputs_is_refused() {
        Problem problem = refused(
                "loan",
                decided(new DecisionRule.CostMatrix(List.of("a", "b"), List.of(List.of(0.0, 1.0), List.of(1.0, 0.0)))),
                LINEAR);
        assertThat(problem.fact()).isEqualTo("decision.costs: 2 classes (expected: a model with a score)");
    }

    @Test
    void a_card_has_a_bound() {
        Problem problem = refused("loan", new Registration.Details(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), "x".repeat(70_000)), LINEAR);
        assertThat(problem.code()).isEqualTo(Problem.Code.TOO_LARGE);
    }

    @Test
    void a_score_makes_the_task_binary() {
        stage.register("loan", "features=age", "weights=1", "meaning=SCORE");
        assertThat(stage.registry.model("loan").orElseThrow().task()).isEqualTo(Task.BINARY);
    }

    private static Registration.Details decided(DecisionRule rule) {
        return new Registration.Details(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(rule), Map.of(), "{}");
    }

    private Problem refused(String model, Registration.Details details, String... lines) {
        return catchThrowableOfType(Problem.class, () -> stage.register(model, details, lines));
    }
}
