package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.AuditEvent;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Role;

final class LineupsTest {
    private final Stage stage;

    LineupsTest(@TempDir Path folder) {
        stage = Stage.in(folder);
        for (int weight = 1; weight <= 5; weight++) {
            stage.register("loan", "features=age", "weights=" + weight);
        }
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_replaced_lineup_is_kept_audited_and_told() {
        List<Lineup> heard = new ArrayList<>();
        stage.lineups.onChange(heard::add);
        Lineup next = stage.lineups.replace(stage.lineup("loan", 2), 1, Lineups.Why.edited("loan", "bob"));
        assertThat(next.revision()).isEqualTo(2);
        assertThat(next.by()).isEqualTo("bob");
        assertThat(stage.registry.lineup("loan")).contains(next);
        assertThat(stage.lineups.find("loan")).contains(next);
        assertThat(heard).containsExactly(next);
        AuditEvent event = stage.audit.getLast();
        assertThat(event.actor()).isEqualTo("bob");
        assertThat(event.action()).isEqualTo("lineup.replace");
        assertThat(event.details()).containsEntry("champion", "2").containsEntry("revision", "2");
    }

    @Test
    void a_lineup_made_from_an_older_one_is_stale() {
        stage.lineups.replace(stage.lineup("loan", 2), 1, Lineups.Why.edited("loan", "bob"));
        Problem stale = catchThrowableOfType(
                Problem.class, () -> stage.lineups.replace(stage.lineup("loan", 3), 1, Lineups.Why.edited("loan", "eve")));
        assertThat(stale.code()).isEqualTo(Problem.Code.STALE);
        assertThat(stage.lineups.find("loan").orElseThrow().champion()).isEqualTo(2);
    }

    @Test
    void a_version_that_is_not_there_or_retired_changes_nothing() {
        assertThat(code(9)).isEqualTo(Problem.Code.NOT_FOUND);
        stage.registry.retire("loan", 3);
        assertThat(code(3)).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(stage.lineups.find("loan").orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void changes_at_the_same_time_all_count() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Lineup>> changes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int champion = 1 + i % 5;
                changes.add(() -> stage.lineups.change("loan", Lineups.Why.edited("loan", "p"), lineup -> stage.lineup("loan", champion)));
            }
            for (Future<Lineup> change : people.invokeAll(changes)) {
                change.get();
            }
        }
        assertThat(stage.lineups.find("loan").orElseThrow().revision()).isEqualTo(21);
        assertThat(stage.lineups.history("loan", 100)).hasSize(21);
    }

    @Test
    void what_no_lineup_needs_is_closed_and_the_champion_before_stays_warm() {
        stage.lineups.replace(stage.lineup("loan", 2), 1, Lineups.Why.edited("loan", "ada"));
        assertThat(stage.runtime.open).hasValue(2);
        assertThat(stage.lineups.previousChampion("loan")).contains(1);
        assertThat(stage.instances.isReady("loan", 1)).isTrue();
        stage.lineups.replace(stage.lineup("loan", 3), 2, Lineups.Why.edited("loan", "ada"));
        assertThat(stage.runtime.open).hasValue(2);
        assertThat(stage.instances.isReady("loan", 1)).isFalse();
        assertThat(stage.instances.isReady("loan", 2)).isTrue();
    }

    @Test
    void a_version_that_a_lineup_needs_is_not_unloaded() {
        assertThatThrownBy(() -> stage.instances.unload("loan", 1))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT));
        stage.instances.load("loan", 2);
        assertThat(stage.instances.isReady("loan", 2)).isTrue();
        stage.instances.unload("loan", 2);
        assertThat(stage.instances.isReady("loan", 2)).isFalse();
        assertThat(stage.runtime.open).hasValue(1);
    }

    @Test
    void spare_copies_are_bounded_and_the_one_unused_longest_goes_first() {
        for (int version = 2; version <= 5; version++) {
            stage.inference.infer(Stage.direct("loan", version, Stage.row(1)));
        }
        assertThat(stage.runtime.open).hasValue(3);
        assertThat(stage.instances.isReady("loan", 2)).isFalse();
        assertThat(stage.instances.isReady("loan", 5)).isTrue();
    }

    @Test
    void a_canary_answers_its_share_and_a_shadow_nobody() {
        stage.lineups.change("loan", Lineups.Why.edited("loan", "ada"), lineup -> new Lineup(
                "loan", 1, 1, List.of(new Lineup.Canary(2, 0.5)), List.of(new Lineup.Shadow(3, 0, 1, "r")),
                List.of(), lineup.since(), "ada"));
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Answer answer = stage.inference.infer(Stage.keyed("loan", "k" + i, Map.of(), Stage.row(1)));
            assertThat(answer.outputs().getFirst().tensor().number(0)).isEqualTo(answer.version());
            roles.add(answer.role());
        }
        assertThat(roles).containsOnly(Role.CHAMPION, Role.CANARY);
        assertThat(stage.instances.isReady("loan", 3)).isTrue();
    }

    @Test
    void a_shadow_asks_its_version_in_the_models_words_without_being_counted() {
        try (BoundVersion shadow = stage.instances.bind("loan", 3)) {
            BoundVersion.Said said = shadow.predict(Stage.request("loan", Stage.row(2)).inputs(), 1);
            assertThat(said.outputs().getFirst().tensor().number(0)).isEqualTo(6);
            assertThat(stage.journalled()).isEmpty();
        }
    }

    @Test
    void a_restart_forgets_nothing() {
        stage.lineups.replace(stage.lineup("loan", 2), 1, Lineups.Why.edited("loan", "ada"));
        Lineups again = new Lineups(stage.registry, stage.instances, ExposureRule.none(), stage.audit::add, Stage.CLOCK);
        again.start();
        assertThat(again.find("loan")).isEqualTo(stage.lineups.find("loan"));
        assertThat(again.previousChampion("loan")).contains(1);
    }

    @Test
    void a_model_without_a_champion_says_so() {
        stage.registry.save(stage.registry.model("loan").map(model -> new Model(
                "idle", model.task(), model.signature(), "", "low", model.maturity(), model.createdAt())).orElseThrow());
        Problem problem = catchThrowableOfType(
                Problem.class, () -> stage.inference.infer(Stage.request("idle", Stage.row(1))));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
        assertThat(problem.fact()).isEqualTo("model 'idle' has no champion");
        assertThat(stage.inference.signature("loan", Optional.of(2)).inputs()).hasSize(1);
    }

    private Problem.Code code(int champion) {
        return catchThrowableOfType(
                        Problem.class, () -> stage.lineups.replace(stage.lineup("loan", champion), 1, Lineups.Why.edited("loan", "ada")))
                .code();
    }
}
