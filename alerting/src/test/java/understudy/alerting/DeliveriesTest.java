package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static understudy.alerting.Office.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Fact;
import understudy.core.Problem;

@Timeout(60)
class DeliveriesTest {
    @TempDir
    private Path directory;

    private Office office;
    private final Listener first = new Listener("first");
    private final Listener second = new Listener("second");

    @BeforeEach
    void open() {
        office = new Office(directory);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void what_is_told_arrives_at_every_channel_in_order_and_nothing_else_does() {
        Deliveries deliveries = office.deliver(first, second);
        for (int i = 0; i < 50; i++) {
            office.label();
            office.tell("notice " + i);
        }
        eventually("all arrive", () -> first.taken.size() == 50 && second.taken.size() == 50);

        assertThat(first.titles()).isEqualTo(second.titles()).startsWith("notice 0", "notice 1").endsWith("notice 49");
        assertThat(deliveries.statuses()).extracting(Deliveries.Status::name).containsExactly("first", "second");
        eventually("and are counted", () -> deliveries.statuses().stream().allMatch(it -> it.delivered() == 50));
        assertThat(deliveries.statuses()).allMatch(it -> it.failed() == 0 && it.waiting() == 0 && it.problem().isEmpty());
    }

    @Test
    void each_channel_takes_only_what_is_addressed_to_it_and_counts_only_that() {
        office.addressing = (channel, notice) -> channel.equals("first") || notice.title().endsWith("both");
        second.dead(true);
        Deliveries deliveries = office.deliver(Office::standStill, first, second);
        office.tell("one for the first");
        office.tell("one for both");
        office.tell("another for the first");
        eventually("the first has all", () -> first.taken.size() == 3);
        eventually("the second failed", () -> deliveries.statuses().get(1).failed() == 1);

        assertThat(deliveries.statuses().get(1).waiting()).isEqualTo(1);
        office.restart();
        second.dead(false);
        office.deliver(first, second);
        eventually("the second has its one", () -> !second.taken.isEmpty());
        assertThat(second.titles()).containsExactly("one for both");
        assertThat(first.taken).hasSize(3);
    }

    @Test
    void a_channel_that_was_never_there_begins_with_now() {
        office.tell("before");
        office.deliver(first);
        office.tell("after");
        eventually("one arrives", () -> !first.taken.isEmpty());

        assertThat(first.titles()).containsExactly("after");
    }

    @Test
    void what_is_not_taken_is_tried_again_and_those_behind_it_wait() {
        first.failing(Undelivered.forNow("a"), Undelivered.forNow("b"), Undelivered.forNow("c"));
        Deliveries deliveries = office.deliver(first);
        office.tell("one");
        office.tell("two");
        eventually("both arrive", () -> first.taken.size() == 2);

        assertThat(first.titles()).containsExactly("one", "two");
        assertThat(office.pauses).hasSize(3);
        assertBetween(office.pauses.get(0), Duration.ofMillis(500), Duration.ofSeconds(1));
        assertBetween(office.pauses.get(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertBetween(office.pauses.get(2), Duration.ofSeconds(2), Duration.ofSeconds(4));
        eventually("counted", () -> deliveries.statuses().getFirst().delivered() == 2);
        Deliveries.Status status = deliveries.statuses().getFirst();
        assertThat(status.failed()).isEqualTo(3);
        assertThat(status.problem()).isEmpty();
        assertThat(status.waiting()).isZero();
    }

    @Test
    void a_refusal_is_tried_more_rarely() {
        first.failing(Undelivered.refused("HTTP 403"), Undelivered.refused("HTTP 403"));
        Deliveries deliveries = office.deliver(first);
        office.tell("one");
        eventually("it arrives", () -> !first.taken.isEmpty());

        assertBetween(office.pauses.get(0), Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertBetween(office.pauses.get(1), Duration.ofMinutes(1), Duration.ofMinutes(2));
        assertThat(deliveries.statuses().getFirst().failed()).isEqualTo(2);
    }

    @Test
    void while_a_channel_fails_its_status_says_why_since_when_and_how_much_waits() {
        first.dead(true);
        Deliveries deliveries = office.deliver(Office::standStill, first, second);
        office.tell("one");
        eventually("it failed", () -> deliveries.statuses().getFirst().failed() == 1);
        office.label();
        office.tell("two");
        office.tell("three");

        Deliveries.Status status = deliveries.statuses().getFirst();
        assertThat(status.waiting()).isEqualTo(3);
        assertThat(status.problem()).contains("nobody is there");
        assertThat(status.since()).contains(Office.START);
        assertThat(status.lastDelivered()).isEmpty();
        eventually("the other is not concerned", () -> deliveries.statuses().get(1).delivered() == 3);
        assertThat(deliveries.statuses().get(1).problem()).isEmpty();
    }

    @Test
    void a_channel_that_hangs_delays_no_other() {
        CountDownLatch never = new CountDownLatch(1);
        AlertChannel hanging = new AlertChannel() {
            @Override
            public String name() {
                return "hanging";
            }

            @Override
            public String kind() {
                return "listener";
            }

            @Override
            public void send(Fact.Notice notice) throws Undelivered {
                try {
                    never.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
                throw Undelivered.forNow("closed");
            }

            @Override
            public void close() {
                never.countDown();
            }
        };
        office.deliver(hanging, first);
        for (int i = 0; i < 20; i++) {
            office.tell("notice " + i);
        }
        eventually("all arrive", () -> first.taken.size() == 20);
    }

    @Test
    void nothing_is_lost_by_a_restart_in_the_middle_and_nothing_repeated() {
        Deliveries deliveries = office.deliver(Office::standStill, first);
        office.tell("one");
        eventually("one arrives", () -> deliveries.statuses().getFirst().delivered() == 1);
        first.dead(true);
        office.tell("two");
        eventually("two fails", () -> deliveries.statuses().getFirst().failed() == 1);
        office.tell("three");
        office.restart();
        first.dead(false);
        office.tell("four, told while nobody delivered");
        office.deliver(first);
        office.tell("five");
        eventually("the others arrive", () -> first.taken.size() >= 5);

        assertThat(first.titles())
                .containsExactly("one", "two", "three", "four, told while nobody delivered", "five");
    }

    @Test
    void a_crash_before_the_place_was_kept_sends_the_same_notice_with_the_same_id() {
        office.deliver(first);
        Map<String, Long> before = Map.copyOf(office.positions);
        Fact.Notice told = office.tell("one");
        eventually("it arrives", () -> first.taken.size() == 1);
        office.restart();
        office.positions.putAll(before);
        office.deliver(first);
        eventually("it arrives again", () -> first.taken.size() == 2);

        assertThat(first.taken).containsExactly(told, told);
    }

    @Test
    void a_notice_is_given_up_only_when_it_is_a_day_old_and_the_next_gets_its_turn() {
        Deliveries deliveries = office.deliver(new Picky(first));
        office.tell("poison");
        office.tell("good");
        eventually("the good one arrives", () -> !first.taken.isEmpty());

        assertThat(first.titles()).containsExactly("good");
        Duration spent = office.pauses.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(spent).isGreaterThan(Duration.ofHours(24)).isLessThan(Duration.ofHours(25));
        assertThat(office.pauses).allMatch(pause -> pause.compareTo(Duration.ofMinutes(5)) <= 0);
        eventually("counted", () -> deliveries.statuses().getFirst().delivered() == 1);
        assertThat(deliveries.statuses().getFirst().givenUp()).isEqualTo(1);
    }

    /** Never takes what is called poison. */
    private record Picky(Listener listener) implements AlertChannel {
        @Override
        public String name() {
            return "picky";
        }

        @Override
        public String kind() {
            return "listener";
        }

        @Override
        public void send(Fact.Notice notice) throws Undelivered {
            if (notice.title().equals("poison")) {
                throw Undelivered.forNow("no");
            }
            listener.send(notice);
        }
    }

    @Test
    void a_fault_of_a_channel_is_an_attempt_that_failed_and_its_words_are_not_repeated() {
        AlertChannel faulty = new AlertChannel() {
            @Override
            public String name() {
                return "faulty";
            }

            @Override
            public String kind() {
                return "listener";
            }

            @Override
            public void send(Fact.Notice notice) {
                throw new IllegalStateException("https://user:the-secret@example.org");
            }
        };
        Deliveries deliveries = office.deliver(Office::standStill, faulty);
        office.tell("one");
        eventually("it failed", () -> deliveries.statuses().getFirst().failed() == 1);

        assertThat(deliveries.statuses().toString()).contains("a fault of the channel").doesNotContain("the-secret");
    }

    @Test
    void while_its_place_cannot_be_kept_nothing_is_sent_twice_and_it_says_why_it_stands_still() {
        Deliveries deliveries = office.deliver(first);
        office.broken(true);
        office.tell("one");
        eventually("it stands still", () -> deliveries.statuses().getFirst().problem().isPresent());
        assertThat(deliveries.statuses().getFirst().problem()).contains("the metadata cannot be written");
        office.broken(false);
        office.tell("two");
        eventually("both were taken", () -> deliveries.statuses().getFirst().delivered() == 2);
        eventually("and it goes on", () -> deliveries.statuses().getFirst().problem().isEmpty());

        assertThat(first.titles()).containsExactly("one", "two");
    }

    @Test
    void a_journal_that_was_lost_is_delivered_from_its_beginning() {
        office.positions.put("channel/first", Long.MAX_VALUE);
        office.tell("one");
        office.deliver(first);
        eventually("it arrives", () -> first.taken.size() == 1);
    }

    @Test
    void two_channels_of_one_name_would_share_a_place() {
        assertThatThrownBy(() -> office.deliver(first, new Listener("first")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("two channels are named first");
    }

    private static void assertBetween(Duration pause, Duration least, Duration most) {
        assertThat(pause).isBetween(least, most);
    }
}
