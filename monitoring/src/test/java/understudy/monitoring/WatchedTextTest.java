package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.alerting.Finding;

/** Rows with a note that people wrote, which the archive gives as a category. */
final class WatchedTextTest {
    private static final int QUIET = 42;
    private static final Instant THEN = Town.day(QUIET + 1);
    private static final String KNOWN = "notes · known words";

    private static final int OPEN = 60_000;
    private static final int CLOSED = 2_000;
    private static final String[] WORDS = IntStream.range(0, OPEN)
            .mapToObj(rank -> Integer.toString(rank, 26).chars()
                    .mapToObj(digit -> Character.toString(digit <= '9' ? digit - '0' + 'a' : digit + 10))
                    .collect(Collectors.joining()))
            .toArray(String[]::new);

    /** Four to fifteen words, as unevenly frequent as real ones, which begin with a letter. */
    private static String note(SimulatedRows.Row row, char first, int words) {
        SplittableRandom random = new SplittableRandom(Double.doubleToLongBits(row.income) ^ row.at.toEpochMilli());
        StringBuilder note = new StringBuilder();
        for (int left = 4 + random.nextInt(12); left > 0; left--) {
            int rank = (int) Math.exp(random.nextDouble() * Math.log(words));
            note.append(first).append(WORDS[rank]).append(left > 1 ? " " : "");
        }
        return note.toString();
    }

    private static String note(SimulatedRows.Row row, char first) {
        return note(row, first, CLOSED);
    }

    private static Town town(int words, Function<SimulatedRows.Row, String> notes) {
        Town town = new Town();
        town.rows.volume = hour -> 50;
        town.rows.notes = Optional.of(row -> note(row, 'b', words));
        town.giveReference(1);
        town.rows.notes = Optional.of(notes);
        return town;
    }

    /** Changes the notes after weeks in which nothing happened. */
    private static Town quiet(int words, Function<SimulatedRows.Row, String> after) {
        Town town = town(words, row -> row.at.isBefore(THEN) ? note(row, 'b', words) : after.apply(row));
        town.jump(Duration.ofDays(QUIET));
        assertThat(town.findings.log).as("weeks of notes like those of training").isEmpty();
        return town;
    }

    /** Every third row. */
    private static boolean third(SimulatedRows.Row row) {
        return row.at.toEpochMilli() / 36_000 % 3 == 0;
    }

    private static Optional<WindowSummary.Column> last(Town town, String column) {
        List<WindowSummary> windows = town.store.windows(Town.MODEL, Instant.EPOCH, Instant.MAX, 1);
        return windows.getLast().column(column);
    }

    @Test
    void notes_that_stay_as_they_were_find_nothing_and_other_words_are_told_with_examples() {
        Town town = quiet(OPEN, row -> note(row, third(row) ? 'z' : 'b', OPEN));
        town.days(2);

        Finding found = town.findings.opened("data.drift");
        assertThat(found.title()).contains("notes").contains("known words");
        assertThat(found.text())
                .containsPattern("notes: [45]\\d\\.\\d % of its words are not in the reference's vocabulary, "
                        + "before 2\\d\\.\\d %, for example z");
        assertThat(town.findings.open).doesNotContainKeys("data.unseen", "data.duplicates", "data.units", "data.range");
    }

    @Test
    void capitals_are_found_and_the_words_are_still_known() {
        Town town = quiet(CLOSED, row -> note(row, 'b').toUpperCase(java.util.Locale.ROOT));
        town.days(2);
        assertThat(town.findings.opened("data.drift").text()).contains("notes · capitals").doesNotContain("vocabulary");
    }

    @Test
    void notes_that_are_missing_are_one_alert_of_one_column() {
        Town town = quiet(CLOSED, row -> third(row) ? "" : note(row, 'b'));
        town.days(2);
        assertThat(town.findings.open.keySet()).containsExactly("data.missing");
        assertThat(town.findings.opened("data.missing").text()).contains("notes is missing in 3").doesNotContain("·");
    }

    @Test
    void words_that_training_never_had_are_told_before_anything_is_learnt() {
        Town town = town(CLOSED, row -> note(row, third(row) ? 'z' : 'b'));
        town.jump(Duration.ofHours(1));
        town.days(4);
        assertThat(town.findings.opened("data.training").text())
                .contains("of its words are not in the reference's vocabulary, in training").contains("for example z");
    }

    @Test
    void without_a_reference_the_first_traffic_teaches_the_words() {
        Town town = new Town();
        town.rows.volume = hour -> 50;
        town.rows.notes = Optional.of(row -> note(row, third(row) && !row.at.isBefore(THEN) ? 'z' : 'b'));
        town.jump(Duration.ofDays(QUIET));
        assertThat(town.findings.log).isEmpty();
        town.days(2);
        assertThat(town.findings.opened("data.drift").text()).contains("of its words are not in the reference's vocabulary");
    }

    @Test
    void who_leaves_a_text_out_leaves_out_what_is_derived_of_it() {
        Town town = town(CLOSED, row -> note(row, 'b'));
        MonitorPlan usual = MonitorPlan.standard(Town.MODEL);
        town.jump(Duration.ofDays(2));
        assertThat(last(town, KNOWN)).isPresent();
        town.store.save(new MonitorPlan(
                usual.model(), usual.window(), usual.zone(), usual.delay(), usual.falsePagesPerMonth(), usual.weekly(),
                usual.segments(), List.of("notes"), usual.statistics(), usual.monitors(), usual.streams()));
        town.jump(Duration.ofDays(1));
        assertThat(last(town, KNOWN)).isEmpty();
        assertThat(last(town, "income")).isPresent();
    }
}
