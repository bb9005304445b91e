package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Prediction;
import understudy.core.Role;
import understudy.rollout.Rewards.Earned;

class RewardsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void labels_in_force_are_counted_by_who_answered_and_how_probably(boolean sealed) {
        try (Desk desk = new Desk(folder)) {
            Instant began = desk.now;
            Prediction paid = answer(desk, 1, Role.CHAMPION, 0.75);
            Prediction corrected = answer(desk, 1, Role.CHAMPION, 0.75);
            Prediction canary = answer(desk, 2, Role.CANARY, 0.25);
            Prediction later = answer(desk, 2, Role.CANARY, 0.5);
            Prediction routed = answer(desk, 2, Role.CANARY, 1);
            answer(desk, 1, Role.CHAMPION, 0.75);
            desk.label(corrected, "paid");
            for (Prediction each : List.of(paid, canary, later, routed)) {
                desk.label(each, "paid");
            }
            desk.label(corrected, "default");
            if (sealed) {
                desk.archive.seal();
            }
            assertThat(desk.archive.earned("loan", began, desk.now, "paid")).containsExactly(
                    new Earned(1, 0.75, 2, 1), new Earned(2, 0.25, 1, 1), new Earned(2, 0.5, 1, 1));
            assertThat(desk.archive.earned("loan", later.receivedAt(), desk.now, "paid")).containsExactly(
                    new Earned(2, 0.5, 1, 1));
            assertThat(desk.archive.earned("loan", began, later.receivedAt(), "default")).containsExactly(
                    new Earned(1, 0.75, 2, 1), new Earned(2, 0.25, 1, 0));
            assertThat(desk.archive.earned("other", began, desk.now, "paid")).isEmpty();
        }
    }

    private static Prediction answer(Desk desk, int version, Role role, double propensity) {
        desk.now = desk.now.plusSeconds(1);
        Prediction prediction = new Prediction(
                desk.ids.next(), "default", "loan", version, "d".repeat(64), "s".repeat(64), 1, role, propensity, "caller",
                Optional.empty(), Map.of(), "", desk.now, 1, 1, "trees", List.of(), Desk.outcome(0.5f));
        desk.journal.predictions().append(prediction);
        return prediction;
    }
}
