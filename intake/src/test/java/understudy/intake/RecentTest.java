package understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.core.RequestIds;

class RecentTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    @Test
    void it_remembers_all_that_came_since_it_says_and_in_bounded_memory() {
        Recent recent = new Recent(1_000, NOON);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            UUID id = RequestIds.derived(NOON.plusMillis(i), "loan", Integer.toString(i));
            ids.add(id);
            recent.add(id, NOON.plusSeconds(i));
        }
        int since = (int) (recent.since().getEpochSecond() - NOON.getEpochSecond());
        assertThat(since).isBetween(7_999, 9_000);
        assertThat(IntStream.range(since, 10_000)).allMatch(i -> recent.mayHold(ids.get(i)));
        assertThat(IntStream.range(0, since).filter(i -> recent.mayHold(ids.get(i)))).isEmpty();
    }

    @Test
    void an_id_follows_from_time_and_words_and_tells_its_day() {
        UUID id = RequestIds.derived(NOON, "loan", "17");
        assertThat(id).isEqualTo(RequestIds.derived(NOON, "loan", "17")).isNotEqualTo(RequestIds.derived(NOON, "loa", "n17"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(RequestIds.timeOf(id)).isEqualTo(NOON);
    }
}
