package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.RowSource;

class RowsAheadTest {
    private static final int HOURS = 60;

    private final Town town = new Town();

    RowsAheadTest() {
        town.rows.until = hour(HOURS);
        town.now = hour(HOURS + 48);
        town.rows.volume = hour -> hour == 7 ? 0 : hour == 30 ? 3_000 : 40 + 90 * (hour % 24);
        town.rows.late.put(12, 5);
    }

    private static Instant hour(int hour) {
        return SimulatedRows.START.plus(Duration.ofHours(hour));
    }

    private RowsAhead ahead(CountedRows counted) {
        return new RowsAhead(watched(), counted);
    }

    private Watched watched() {
        return Watched.of(town.model, MonitorPlan.standard(Town.MODEL), town.rows, town.store, town.now);
    }

    private static List<String> read(RowsAhead ahead, CountedRows counted, int hour) {
        long rows = counted.versions(hour(hour), hour(hour + 1)).values().stream().mapToLong(Long::longValue).sum();
        List<String> values = new ArrayList<>();
        try (RowSource source = ahead.open(hour(hour), hour(hour + 1), rows)) {
            values.add(source.columns().toString());
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                values.add("a batch of " + batch.get().rows());
                batch.get().columns().forEach(cells -> values.add(words(cells)));
            }
        }
        return values;
    }

    private static String words(Cells cells) {
        int rows = cells.rows();
        String states = Arrays.toString(Arrays.copyOf(cells.states(), rows));
        return states + switch (cells) {
            case Cells.Numbers numbers -> Arrays.toString(Arrays.copyOf(numbers.values(), rows));
            case Cells.Integers integers -> Arrays.toString(Arrays.copyOf(integers.values(), rows));
            case Cells.Texts texts -> Arrays.toString(Arrays.copyOf(texts.offsets(), rows + 1))
                    + new String(texts.bytes(), 0, texts.offsets()[rows], java.nio.charset.StandardCharsets.UTF_8);
        };
    }

    @Test
    void windows_that_are_read_together_are_what_they_are_when_each_is_read_alone() {
        CountedRows together = new CountedRows(watched());
        RowsAhead ahead = ahead(together);
        for (int hour = 0; hour < HOURS; hour++) {
            CountedRows alone = new CountedRows(watched());
            assertThat(read(ahead, together, hour)).as("hour " + hour).isEqualTo(read(ahead(alone), alone, hour));
        }
    }

    @Test
    void a_day_of_hours_is_asked_for_about_once() {
        CountedRows counted = new CountedRows(watched());
        RowsAhead ahead = ahead(counted);

        for (int hour = 0; hour < HOURS; hour++) {
            read(ahead, counted, hour);
        }

        assertThat(town.rows.opened).as("questions to the archive").isBetween(3, 8);
    }

    @Test
    void rows_that_came_since_are_read_when_their_window_is_asked_for_by_another_look() {
        CountedRows counted = new CountedRows(watched());
        List<String> before = read(ahead(counted), counted, 12);
        town.rows.late.put(12, 25);

        CountedRows anew = new CountedRows(watched());
        assertThat(read(ahead(anew), anew, 12)).isNotEqualTo(before);
    }

    @Test
    void short_windows_of_an_hour_are_counted_with_one_question() {
        Watched watched = watched();
        CountedRows counted = new CountedRows(watched);
        Instant begin = watched.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1)).plusSeconds(90);
        int before = town.rows.counted;

        for (int minute = 0; minute < 59; minute++) {
            Instant from = begin.plus(Duration.ofMinutes(minute));
            assertThat(counted.versions(from, from.plusSeconds(60))).isEqualTo(watched.versions(from, from.plusSeconds(60)));
        }

        // each minute asked once for comparison
        assertThat(town.rows.counted - before - 59).isEqualTo(1);
    }

    @Test
    void what_has_not_ended_is_not_counted_ahead() {
        Watched watched = watched();
        CountedRows counted = new CountedRows(watched);
        Instant end = watched.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        int before = town.rows.counted;

        counted.versions(end.minusSeconds(30), end);
        counted.versions(end.minusSeconds(30), end);

        assertThat(town.rows.counted - before).as("asked anew each time").isGreaterThanOrEqualTo(2);
    }
}
