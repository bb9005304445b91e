package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static understudy.core.Fact.Severity.CRITICAL;
import static understudy.core.Fact.Severity.WARNING;
import static understudy.storage.AlertOffice.subject;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.alerting.Alert;
import understudy.alerting.AlertStore;
import understudy.alerting.Alerts;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.core.Problem;

/** The life of an alert, over the database it is kept in. */
@Timeout(120)
class AlertsTest {
    @TempDir
    private Path folder;

    private AlertOffice office;

    @BeforeEach
    void open() {
        office = new AlertOffice(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void a_page_that_joins_a_warning_gives_the_alert_its_name_and_its_budget() {
        Finding page = office.finding("data.drift", CRITICAL);
        Finding seen = new Finding(
                page.model(), page.version(), "data.stream", page.cause(), WARNING, false, page.title(), page.text(),
                page.runbook(), page.subjects(), page.since(), page.at());
        String id = office.alerts.report(seen);
        assertThat(office.alerts.get(id).monitor()).isEqualTo("data.stream");
        assertThat(office.alerts.get(id).budgeted()).isFalse();
        assertThat(office.alerts.report(page)).isEqualTo(id);
        office.alerts.report(seen);
        assertThat(office.alerts.get(id).monitor()).isEqualTo("data.drift");
        assertThat(office.alerts.get(id).budgeted()).isTrue();
    }

    @Test
    void findings_of_one_model_and_cause_are_one_alert_that_gathers_the_most_telling_first() {
        String id = office.alerts.report(office.finding("data.drift", WARNING, subject("income", 0.3), subject("age", 0.1)));
        office.now = office.now.plusSeconds(60);
        Finding other = office.finding("fraud", 4, "data.drift", "data.drift", WARNING, subject("zip", 0.9));
        assertThat(office.alerts.report(other)).isEqualTo(id);
        assertThat(office.alerts.report(office.finding("data.missing", WARNING))).isNotEqualTo(id);

        Alert alert = office.alerts.get(id);
        assertThat(alert.evidence().findings()).isEqualTo(2);
        assertThat(alert.evidence().versions()).containsExactly(3, 4);
        assertThat(alert.evidence().observations()).extracting(each -> each.name()).containsExactly("zip", "income", "age");
        assertThat(alert.owner()).isEqualTo("ann");
        assertThat(office.store.find(new AlertStore.Query(Optional.of("fraud"), List.of("open"), Optional.empty(), 10)))
                .hasSize(2);
    }

    @Test
    void a_finding_of_another_monitor_under_the_same_cause_says_what_the_alert_is() {
        String id = office.alerts.report(office.finding("data.range", CRITICAL, subject("amount", 1)));
        office.now = office.now.plusSeconds(60);
        Finding unit = new Finding(
                "fraud", OptionalInt.of(3), "data.units", "data.range", CRITICAL, true, "fraud: amount came in cents", "In cents.",
                "Convert it.", List.of(subject("amount", 1)), office.now, office.now);
        assertThat(office.alerts.report(unit)).isEqualTo(id);
        office.restart();

        Alert alert = office.alerts.get(id);
        assertThat(alert.monitor()).isEqualTo("data.units");
        assertThat(alert.cause()).isEqualTo("data.range");
        assertThat(alert.evidence().title()).isEqualTo("fraud: amount came in cents");
        assertThat(alert.evidence().runbook()).isEqualTo("Convert it.");
        assertThat(alert.history()).extracting(Alert.Entry::what).containsExactly("opened", "explained");
        assertThat(office.alerts.precision()).extracting(one -> one.tally().monitor()).containsExactly("data.units");
    }

    @Test
    void the_same_finding_again_changes_nothing_even_after_a_restart() {
        Finding finding = office.finding("data.drift", WARNING, subject("income", 0.3));
        Alert before = office.reported(finding);
        office.tend();
        Alert told = office.alerts.get(before.id());
        office.restart();

        assertThat(office.alerts.report(finding)).isEqualTo(before.id());
        assertThat(office.alerts.get(before.id())).isEqualTo(told);
        office.pass(Duration.ofMinutes(1));
        assertThat(office.kinds()).containsExactly("alert.opened");
    }

    @Test
    void what_is_gathered_is_bounded_however_much_is_found() {
        String id = "";
        for (int i = 0; i < 300; i++) {
            office.now = office.now.plusSeconds(1);
            Finding.Subject[] subjects = IntStream.range(0, 5)
                    .mapToObj(each -> new Finding.Subject("c" + office.now + each, "s=" + office.now, "moved", each / 10.0))
                    .toArray(Finding.Subject[]::new);
            id = office.alerts.report(office.finding("fraud", i + 1, "data.drift", "data.drift", WARNING, subjects));
        }
        Alert alert = office.alerts.get(id);
        assertThat(alert.evidence().findings()).isEqualTo(300);
        assertThat(alert.evidence().observations()).hasSize(20).allMatch(each -> each.weight() == 0.4);
        assertThat(Documents.text(alert)).hasSizeLessThan(20_000);
    }

    @Test
    void severity_rises_and_is_told_and_never_falls_by_itself() {
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        office.alerts.acknowledge(id, "", "ben");
        office.tend();
        office.now = office.now.plusSeconds(60);
        office.alerts.report(office.finding("data.drift", CRITICAL));
        office.tend();
        office.now = office.now.plusSeconds(60);
        office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();

        assertThat(office.kinds()).containsExactly("alert.opened", "alert.acknowledged", "alert.worse");
        assertThat(office.told.getLast().severity()).isEqualTo(CRITICAL);
        assertThat(office.alerts.get(id).evidence().severity()).isEqualTo(CRITICAL);
        assertThat(office.alerts.get(id).state().word()).isEqualTo("open");
    }

    @Test
    void when_its_cause_is_gone_it_resolves_itself_and_those_who_were_told_are_told() {
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        office.alerts.clear("fraud", "data.drift", office.now.plusSeconds(10), "income is as it was");
        office.tend();

        assertThat(office.kinds()).containsExactly("alert.opened", "alert.resolved");
        assertThat(office.told.getLast().labels()).containsEntry("alert", id).containsEntry("event", "resolve");
        assertThat(office.told.getLast().text()).contains("income is as it was");
        Alert alert = office.alerts.get(id);
        assertThat(alert.over()).isTrue();
        assertThat(alert.telling().lookAt()).isEmpty();
        assertThat(alert.history()).extracting(Alert.Entry::what).containsExactly("opened", "resolved");
    }

    @Test
    void a_clearing_or_a_finding_that_is_older_than_what_is_known_changes_nothing() {
        Finding early = office.finding("data.drift", WARNING);
        office.now = office.now.plusSeconds(60);
        Finding late = office.finding("data.drift", WARNING);
        String id = office.alerts.report(late);

        office.alerts.clear("fraud", "data.drift", early.at(), "it was fine then");
        assertThat(office.alerts.get(id).over()).isFalse();
        office.alerts.clear("fraud", "data.drift", office.now.plusSeconds(60), "it is fine");
        Alert over = office.alerts.get(id);
        office.alerts.report(early);
        office.alerts.report(late);
        assertThat(office.alerts.get(id)).isEqualTo(over);
        assertThat(over.over()).isTrue();
    }

    @Test
    void what_comes_back_within_the_quiet_time_is_the_same_alert_and_later_a_new_one() {
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        office.alerts.clear("fraud", "data.drift", office.now.plusSeconds(1), "gone");
        office.tend();
        office.pass(Duration.ofHours(20));
        assertThat(office.alerts.report(office.finding("data.drift", WARNING))).isEqualTo(id);
        office.tend();
        assertThat(office.kinds()).containsExactly("alert.opened", "alert.resolved", "alert.reopened");

        office.alerts.clear("fraud", "data.drift", office.now.plusSeconds(1), "gone");
        office.pass(Duration.ofHours(25));
        assertThat(office.alerts.report(office.finding("data.drift", WARNING))).isNotEqualTo(id);
    }

    @Test
    void a_thousand_openings_and_clearings_are_a_handful_of_notices() {
        for (int i = 0; i < 1_000; i++) {
            office.now = office.now.plusSeconds(30);
            office.alerts.report(office.finding("data.drift", WARNING));
            office.tend();
            office.now = office.now.plusSeconds(30);
            office.alerts.clear("fraud", "data.drift", office.now, "gone");
            office.tend();
        }
        office.pass(Duration.ofDays(2));

        assertThat(office.told).hasSizeLessThanOrEqualTo(6);
        assertThat(office.told.getLast().kind()).isEqualTo("alert.resolved");
        assertThat(office.store.tallies()).containsExactly(new AlertStore.Tally("fraud", "data.drift", 1, 0, 0));
        assertThat(office.alerts.find(new AlertStore.Query(Optional.empty(), List.of(), Optional.empty(), 10)).getFirst()
                        .history())
                .hasSize(100);
    }

    @Test
    void what_comes_back_and_stays_is_told_in_the_end_however_much_it_fluttered() {
        for (int i = 0; i < 20; i++) {
            office.now = office.now.plusSeconds(30);
            office.alerts.report(office.finding("data.drift", WARNING));
            office.tend();
            office.now = office.now.plusSeconds(30);
            office.alerts.clear("fraud", "data.drift", office.now, "gone");
            office.tend();
        }
        office.now = office.now.plusSeconds(30);
        office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        assertThat(office.told.getLast().kind()).isEqualTo("alert.resolved");
        office.pass(Duration.ofDays(1));
        assertThat(office.told.getLast().kind()).isEqualTo("alert.reopened");
    }

    @Test
    void monitors_that_report_one_cause_at_once_open_one_alert() throws InterruptedException {
        int monitors = 8;
        Set<String> ids = new ConcurrentSkipListSet<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < monitors; i++) {
            Finding finding =
                    office.finding("fraud", i + 1, "data.drift", "data.drift", WARNING, subject("column" + i, 0.5));
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    ids.add(office.alerts.report(finding));
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ids).hasSize(1);
        assertThat(office.alerts.get(ids.iterator().next()).evidence().findings()).isEqualTo(monitors);
    }

    @Test
    void a_finding_reported_within_a_change_that_fails_was_never_reported() {
        Finding finding = office.finding("data.drift", WARNING);
        assertThatThrownBy(() -> office.database.write(sql -> {
                    office.alerts.report(finding);
                    throw new IllegalStateException("the window could not be kept");
                }))
                .hasMessageContaining("the window");
        assertThat(office.alerts.find(new AlertStore.Query(Optional.empty(), List.of(), Optional.empty(), 10))).isEmpty();
        office.tend();
        assertThat(office.told).isEmpty();
    }

    @Test
    void a_kill_after_the_alert_was_kept_and_before_anybody_looked_loses_nothing() {
        office.alerts.report(office.finding("data.drift", WARNING));
        office.restart();
        office.tend();
        assertThat(office.kinds()).containsExactly("alert.opened");
    }

    @Test
    void a_kill_or_a_full_disk_between_keeping_and_telling_tells_it_later_once() {
        office.alerts.report(office.finding("data.drift", WARNING));
        office.journalFull = true;
        assertThatThrownBy(office::tend).isInstanceOf(Problem.class);
        office.restart();
        office.journalFull = false;
        office.tend();
        office.pass(Duration.ofMinutes(1));
        assertThat(office.kinds()).containsExactly("alert.opened");
    }

    @Test
    void a_kill_after_telling_and_before_noting_it_tells_it_twice_with_one_id() {
        office.alerts.report(office.finding("data.drift", WARNING));
        class Killed extends RuntimeException {}
        assertThatThrownBy(() -> office.teller(notice -> {
                    office.tell(notice);
                    throw new Killed();
                }).tend()).isInstanceOf(Killed.class);
        office.restart();
        office.tend();
        office.pass(Duration.ofMinutes(1));

        assertThat(office.kinds()).containsExactly("alert.opened", "alert.opened");
        assertThat(office.told.get(0)).isEqualTo(office.told.get(1));
    }

    @Test
    void people_acknowledge_snooze_resolve_and_note_and_all_is_on_record() {
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        String few = id.substring(0, 5);
        office.alerts.acknowledge(few, "asked the data team", "ben");
        office.alerts.note(few, "they are looking", "ben");
        Instant until = office.now.plus(Duration.ofHours(4));
        office.alerts.snooze(few, until, "", "ben");
        assertThat(office.alerts.get(id).state()).isEqualTo(new Alert.State.Snoozed("ben", until));
        office.pass(Duration.ofHours(3));
        assertThat(office.kinds()).containsExactly("alert.opened");
        office.pass(Duration.ofHours(1));
        assertThat(office.kinds()).containsExactly("alert.opened", "alert.still_open");
        office.alerts.resolve(few, "repaired", "ben");
        office.tend();

        assertThat(office.kinds()).endsWith("alert.resolved");
        assertThat(office.alerts.get(id).history()).extracting(Alert.Entry::by)
                .containsExactly("data.drift", "ben", "ben", "ben", Alerts.ITSELF, "ben");
        assertThat(office.audit.read(1, 100)).extracting(link -> link.event().action())
                .containsExactly("alert.acknowledge", "alert.note", "alert.snooze", "alert.resolve");
        assertThat(office.audit.verify().broken()).isZero();
        assertThatThrownBy(() -> office.alerts.acknowledge(id, "", "ben")).hasMessageContaining("is over since");
        assertThatThrownBy(() -> office.alerts.get("ffff")).hasMessageContaining("there is no alert ffff");
        assertThatThrownBy(() -> office.alerts.resolve(id, " ", "ben")).hasMessageContaining("reason");
        assertThatThrownBy(() -> office.alerts.snooze(id, office.now, "", "ben")).hasMessageContaining("until");
    }

    @Test
    void an_owners_own_runbook_takes_the_place_of_the_monitors() {
        office.runbooks.put("fraud data.drift", "Call the supplier.");
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        assertThat(office.alerts.get(id).evidence().runbook()).isEqualTo("Call the supplier.");
        assertThat(office.told.getFirst().text()).contains("What to do: Call the supplier.");
    }

    @Test
    void what_is_long_over_is_forgotten_and_what_is_open_is_not() {
        String over = office.alerts.report(office.finding("data.drift", WARNING));
        String open = office.alerts.report(office.finding("data.missing", WARNING));
        office.alerts.clear("fraud", "data.drift", office.now, "gone");
        office.pass(Duration.ofDays(399));
        assertThat(office.alerts.get(over).over()).isTrue();
        office.pass(Duration.ofDays(2));
        assertThat(office.store.find(over)).isEmpty();
        assertThat(office.store.find(open)).isPresent();
    }

    @Test
    void a_finding_full_of_line_breaks_and_controls_is_told_all_the_same() {
        Finding odd = new Finding(
                "fraud", java.util.OptionalInt.empty(), "data.drift", "data.drift", WARNING, true, "two\nlines\u001b[31m",
                "x".repeat(20_000), "\u0000", List.of(), office.now, office.now);
        office.alerts.report(odd);
        office.tend();
        assertThat(office.told.getFirst().title()).isEqualTo("two lines [31m");
        assertThat(office.told.getFirst().text()).hasSizeLessThanOrEqualTo(Fact.Notice.LONGEST_TEXT);
    }
}
