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
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Role;
import understudy.rollout.KnownLabels.Known;
import understudy.rollout.KnownLabels.Target;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;

class PairsTest {
    private static final Duration MATURITY = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private List<Pair> pairs(int challenger) {
        return pairs(Pairs.Selection.everything("loan", challenger, MATURITY));
    }

    private List<Pair> pairs(Pairs.Selection selection) {
        List<Pair> pairs = new ArrayList<>();
        desk.archive.read(selection, pairs::add);
        return pairs;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_pair_holds_both_sides_in_request_order_over_days(boolean sealed) {
        List<UUID> asked = new ArrayList<>();
        List<Fact.ShadowAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Prediction prediction = desk.answer(
                    "loan", 1, Role.CHAMPION, Optional.of("app-" + i), Map.of("region", "r" + i % 3), 0.25f, 0.5f);
            asked.add(prediction.id());
            answers.add(desk.about(prediction, 0.75f, 0.125f));
            desk.now = desk.now.plus(Duration.ofHours(1));
        }
        for (int i = 48; i >= 0; i -= 2) {
            desk.shadow(2, answers.get(i), answers.get(i + 1));
        }
        if (sealed) {
            desk.archive.seal();
        }

        List<Pair> pairs = pairs(2);

        assertThat(pairs).extracting(pair -> pair.id().request()).isEqualTo(
                asked.stream().flatMap(id -> java.util.stream.Stream.of(id, id)).toList());
        Pair second = pairs.get(1);
        assertThat(second.id().row()).isEqualTo(1);
        assertThat(second.key()).contains("app-0");
        assertThat(second.segments()).isEqualTo(Map.of("region", "r0"));
        assertThat(second.champion()).isEqualTo(1);
        assertThat(second.receivedAt()).isEqualTo(Desk.START.plusSeconds(1));
        assertThat(second.answered().scores()).containsExactly(0.5);
        assertThat(second.answered().predicted()).contains("bad");
        assertThat(second.answered().action()).contains("decline");
        assertThat(second.answered().latencyMillis()).isEqualTo(2);
        assertThat(second.said().scores()).containsExactly(0.125);
        assertThat(second.said().action()).contains("approve");
        assertThat(second.said().latencyMillis()).isEqualTo(5);
    }

    @Test
    void failures_are_sides_too() {
        Prediction prediction = desk.answer(0.5);
        desk.shadow(2, desk.about(prediction, Desk.failure()));

        Pair pair = pairs(2).getFirst();

        assertThat(pair.said().error()).contains("INTERNAL");
        assertThat(pair.said().scores()).isEmpty();
        assertThat(pair.answered().error()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void work_done_again_after_a_crash_counts_once(boolean sealed) {
        Prediction one = desk.answer(0.1);
        Prediction two = desk.answer(0.2);
        Prediction three = desk.answer(0.3);
        desk.shadow(2, desk.about(one, 0.5f), desk.about(two, 0.6f));
        if (sealed) {
            desk.archive.seal();
        }
        desk.label(two, "1");
        desk.shadow(2, desk.about(two, 0.6f), desk.about(three, 0.7f));

        List<Pair> pairs = pairs(2);

        assertThat(pairs).extracting(pair -> pair.id().request()).containsExactly(one.id(), two.id(), three.id());
        assertThat(pairs.get(1).label()).contains("1");
    }

    @Test
    void readers_that_overlap_count_once() {
        Prediction one = desk.answer(0.1);
        Prediction two = desk.answer(0.2);
        desk.shadow("shadow/x", 2, desk.about(one, 0.5f));
        desk.shadow("shadow/y", 2, desk.about(one, 0.5f), desk.about(two, 0.5f));

        assertThat(pairs(2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void features_come_along_where_they_are_asked_for_from_files_and_tail_alike(boolean sealed) {
        Prediction early = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.25f, 0.5f);
        if (sealed) {
            desk.archive.seal();
        }
        Prediction late = desk.answer(0.5);
        desk.shadow(2, desk.about(early, 0.5f, 0.5f), desk.about(late, 0.25f));
        desk.label(early, "bad");
        desk.label(early, "good");

        List<Pair> pairs = pairs(new Pairs.Selection(
                "loan", 2, Instant.EPOCH, Instant.MAX, MATURITY, true));

        assertThat(pairs).hasSize(3);
        assertThat(pairs.get(0).features()).isEqualTo(Map.of("age", "20.25", "income", "250.0", "job", "job0"));
        assertThat(pairs.get(1).features()).doesNotContainKey("age").containsEntry("income", "500.0");
        assertThat(pairs.get(2).features()).containsEntry("age", "20.5");
        assertThat(pairs(2)).allSatisfy(pair -> assertThat(pair.features()).isEmpty());
    }

    @Test
    void only_the_time_asked_for_is_read() {
        Prediction one = desk.answer(0.1);
        Prediction two = desk.answer(0.2);
        Prediction three = desk.answer(0.3);
        desk.shadow(2, desk.about(one, 0.5f), desk.about(two, 0.5f), desk.about(three, 0.5f));

        assertThat(pairs(new Pairs.Selection(
                        "loan", 2, two.receivedAt(), three.receivedAt(), MATURITY, false)))
                .extracting(pair -> pair.id().request())
                .containsExactly(two.id());
    }

    @Test
    void canary_traffic_is_paired_with_what_the_champion_said_behind_the_scenes() {
        desk.lineup(1, 1);
        Prediction byChampion = desk.answer(0.1);
        Prediction byCanary = desk.answer("loan", 2, Role.CANARY, Optional.empty(), Map.of(), 0.75f);
        desk.shadow(2, desk.about(byChampion, 0.25f));
        desk.shadow(1, desk.about(byCanary, 0.125f));
        desk.shadow(3, desk.about(byCanary, 0.375f));

        List<Pair> pairs = pairs(2);

        assertThat(pairs).extracting(pair -> pair.id().request()).containsExactly(byChampion.id(), byCanary.id());
        Pair mirrored = pairs.get(1);
        assertThat(mirrored.champion()).isEqualTo(1);
        assertThat(mirrored.answered().scores()).containsExactly(0.125);
        assertThat(mirrored.answered().latencyMillis()).isEqualTo(5);
        assertThat(mirrored.said().scores()).containsExactly(0.75);
        assertThat(mirrored.said().latencyMillis()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_label_is_the_last_one_and_the_mature_one_is_what_was_known_then(boolean sealed) {
        Prediction corrected = desk.answer(0.1);
        Prediction late = desk.answer(0.2);
        Prediction never = desk.answer(0.3);
        desk.shadow(2, desk.about(corrected, 0.5f), desk.about(late, 0.5f), desk.about(never, 0.5f));
        desk.label(corrected, "0");
        desk.label(corrected, "1");
        assertThat(pairs(2).getFirst().labelWhenMature()).as("younger than the maturity age").isEmpty();
        desk.now = desk.now.plus(MATURITY);
        desk.label(corrected, "2");
        desk.label(late, "1");
        if (sealed) {
            desk.archive.seal();
        }

        List<Pair> pairs = pairs(2);

        assertThat(pairs.get(0).label()).contains("2");
        assertThat(pairs.get(0).labelWhenMature()).contains("1");
        assertThat(pairs.get(1).label()).contains("1");
        assertThat(pairs.get(1).labelWhenMature()).isEmpty();
        assertThat(pairs.get(2).label()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_key_names_the_latest_prediction_received_at_or_before_the_labels_time(boolean sealed) {
        Prediction first = desk.answer("app", 0.1);
        desk.now = desk.now.plus(Duration.ofDays(2));
        Prediction second = desk.answer("app", 0.2);
        desk.now = desk.now.plus(Duration.ofDays(2));
        Prediction third = desk.answer("app", 0.3);
        desk.shadow(2, desk.about(first, 0.5f), desk.about(second, 0.5f), desk.about(third, 0.5f));
        if (sealed) {
            desk.archive.seal();
        }
        desk.labelByKey("app", "now", desk.now);
        desk.labelByKey("app", "then", second.receivedAt());
        desk.labelByKey("app", "before that", second.receivedAt().minusMillis(1));
        desk.labelByKey("app", "too early", first.receivedAt().minusMillis(1));
        desk.labelByKey("other", "nobody", desk.now);
        if (sealed) {
            desk.archive.seal();
        }

        assertThat(pairs(2)).extracting(pair -> pair.label().orElse(""))
                .containsExactly("before that", "then", "now");
        assertThat(desk.archive.status().orphans()).isEqualTo(2);
    }

    @Test
    void a_label_that_came_before_its_prediction_joins_once_that_is_there() {
        PredictionId coming = new PredictionId(new UUID(0x019ca9c2c4007000L, 0x8000000000000001L), 0);
        desk.label(Optional.of(coming), Optional.empty(), "1", desk.now);
        assertThat(desk.archive.find(coming)).isEmpty();
        Prediction like = desk.answer(0.5);
        Prediction prediction = new Prediction(
                coming.request(), like.project(), like.model(), 1, like.versionDigest(), like.signatureDigest(), 1,
                Role.CHAMPION, 1, "", Optional.empty(), Map.of(), "", desk.now, 1, 1, "trees", like.inputs(),
                like.outcome());
        desk.journal.predictions().append(prediction);
        desk.shadow(2, desk.about(prediction, 0.5f));

        assertThat(desk.archive.find(coming).orElseThrow().labels()).hasSize(1);
        assertThat(pairs(2).getFirst().label()).contains("1");
    }

    @Test
    void a_label_delivered_twice_is_shown_once() {
        Prediction prediction = desk.answer(0.5);
        Fact.Label label = desk.label(prediction, "1");
        desk.journal.facts().append(label);

        assertThat(desk.archive.find(new PredictionId(prediction.id(), 0)).orElseThrow().labels()).containsExactly(label);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_labels_are_about_is_told_for_many_at_once(boolean sealed) {
        Prediction keyed = desk.answer("app", 0.1);
        Prediction plain = desk.answer(0.2);
        Fact.Label label = desk.label(plain, "1");
        Fact.Label byKey = desk.labelByKey("app", "0", desk.now.plusNanos(123));
        Fact.Label orphan = desk.labelByKey("nobody", "1", desk.now);
        PredictionId unknown = new PredictionId(new UUID(7L << 60 | 0x7000, 9), 3);
        Fact.Label early = desk.label(Optional.of(unknown), Optional.empty(), "1", desk.now);
        if (sealed) {
            desk.archive.seal();
        }
        PredictionId plainId = new PredictionId(plain.id(), 0);

        List<Known> known = desk.archive.find(List.of(
                new Target("", Optional.of(plainId), Optional.empty(), desk.now),
                new Target("loan", Optional.empty(), Optional.of("app"), desk.now),
                new Target("loan", Optional.empty(), Optional.of("nobody"), desk.now),
                new Target("", Optional.of(unknown), Optional.empty(), desk.now),
                new Target("", Optional.of(new PredictionId(plain.id(), 1)), Optional.empty(), desk.now)));

        assertThat(known).containsExactly(
                new Known(Optional.of(plainId), Optional.of("loan"), Optional.of(label)),
                new Known(Optional.of(new PredictionId(keyed.id(), 0)), Optional.of("loan"), Optional.of(byKey)),
                new Known(Optional.empty(), Optional.empty(), Optional.of(orphan)),
                new Known(Optional.empty(), Optional.empty(), Optional.of(early)),
                Known.nothing());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gaps_are_told_by_model_and_version(boolean sealed) {
        Fact.Gap gap = new Fact.Gap("shadow/x", "loan", 2, 10, 20, -1, Desk.START);
        desk.journal.facts().append(gap);
        desk.journal.facts().append(new Fact.Gap("shadow/y", "loan", 3, 10, 20, 5, Desk.START));
        if (sealed) {
            desk.archive.seal();
        }

        assertThat(desk.archive.gaps("loan", 2)).containsExactly(gap);
        assertThat(desk.archive.gaps("other", 2)).isEmpty();
    }
}
