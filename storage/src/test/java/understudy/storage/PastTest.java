package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Role;
import understudy.journal.JournalSettings;
import understudy.rollout.Past;

class PastTest {
    private static final Instant ALWAYS = Instant.MAX;

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder.resolve("usual"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_champions_answered_comes_back_whole_and_in_request_order(boolean sealed) {
        Prediction one = desk.answer("app-1", 0.25);
        if (sealed) {
            desk.archive.seal();
        }
        desk.answer("loan", 2, Role.CANARY, Optional.empty(), Map.of(), 0.5f);
        desk.answer("loan", 2, Role.DIRECT, Optional.empty(), Map.of(), 0.5f);
        desk.registry.save(Desk.model("fraud", understudy.core.Task.BINARY));
        desk.answer("fraud", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f);
        Prediction two = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of("region", "north"), 0.5f, 0.75f);
        desk.now = desk.now.plus(Duration.ofDays(2));
        Prediction three = desk.answer(0.125);

        List<Past.Answered> past = read(Instant.EPOCH, ALWAYS);

        assertThat(past).extracting(Past.Answered::prediction).containsExactly(one, two, three);
        assertThat(past.get(1).truths()).hasSize(2);
        assertThat(desk.archive.counts(new Past.Stretch("loan", Instant.EPOCH, ALWAYS))).isEqualTo(Map.of(1, 3L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void each_row_has_its_label_as_known_now_and_at_the_maturity_age(boolean sealed) {
        Prediction one = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f, 0.75f);
        Prediction two = desk.answer("app-2", 0.25);
        desk.label(Optional.of(new PredictionId(one.id(), 1)), Optional.empty(), "good", desk.now);
        desk.labelByKey("app-2", "good", desk.now);
        if (sealed) {
            desk.archive.seal();
        }
        desk.now = desk.now.plus(Duration.ofDays(1));
        desk.label(Optional.of(new PredictionId(one.id(), 1)), Optional.empty(), "bad", desk.now);

        List<Past.Answered> past = read(Instant.EPOCH, ALWAYS);

        assertThat(past).extracting(Past.Answered::prediction).containsExactly(one, two);
        assertThat(past.getFirst().truths())
                .containsExactly(Past.Truth.UNKNOWN, new Past.Truth(Optional.of("bad"), Optional.of("good")));
        assertThat(past.get(1).truths())
                .containsExactly(new Past.Truth(Optional.of("good"), Optional.of("good")));
    }

    @Test
    void only_the_stretch_asked_for_is_read_and_no_more_than_is_wanted() {
        desk.answer(0.1);
        Prediction two = desk.answer(0.2);
        Prediction three = desk.answer(0.3);
        Prediction four = desk.answer(0.4);

        assertThat(read(two.receivedAt(), four.receivedAt()))
                .extracting(Past.Answered::prediction)
                .containsExactly(two, three);
        List<UUID> seen = new ArrayList<>();
        desk.archive.read(new Past.Stretch("loan", Instant.EPOCH, ALWAYS), answered -> {
            seen.add(answered.prediction().id());
            return seen.size() < 2;
        });
        assertThat(seen).hasSize(2);
    }

    @Test
    void what_the_journal_has_forgotten_is_still_there() {
        desk.close();
        desk = new Desk(folder.resolve("small"), Desk.settings(1_000), new JournalSettings(
                JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofMinutes(1), 1L << 30));
        List<UUID> asked = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            asked.add(desk.answer(0.5).id());
            if (i % 20 == 0) {
                desk.archive.tend();
            }
        }
        assertThat(desk.journal.predictions().start()).isPositive();

        assertThat(read(Instant.EPOCH, ALWAYS))
                .extracting(answered -> answered.prediction().id())
                .containsExactlyElementsOf(asked);
        assertThat(desk.archive.keptSince()).isBefore(Desk.START);
    }

    @Test
    void what_the_archive_deletes_too_is_said_to_be_gone() {
        Prediction gone = desk.answer(0.1);
        desk.archive.seal();
        desk.now = desk.now.plus(Duration.ofDays(40));
        Prediction kept = desk.answer(0.2);
        desk.archive.tend();

        assertThat(read(Instant.EPOCH, ALWAYS)).extracting(Past.Answered::prediction).containsExactly(kept);
        assertThat(desk.archive.keptSince()).isAfter(gone.receivedAt()).isBefore(kept.receivedAt());
    }

    private List<Past.Answered> read(Instant from, Instant to) {
        List<Past.Answered> past = new ArrayList<>();
        desk.archive.read(new Past.Stretch("loan", from, to), past::add);
        return past;
    }
}
