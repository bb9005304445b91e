package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static understudy.core.Fact.Severity.CRITICAL;
import static understudy.core.Fact.Severity.INFO;
import static understudy.core.Fact.Severity.WARNING;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.alerting.Alert;
import understudy.alerting.AlertRules;
import understudy.alerting.Precision;
import understudy.core.Fact;

/** Routes, escalation, budgets, digests and maintenance, as people order them. */
class AlertOrdersTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

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

    private static AlertRules.Route route(
            String name, Fact.Severity severity, Optional<AlertRules.Hours> hours, String... channels) {
        return new AlertRules.Route(name, "fraud*", severity, "", "data", hours, List.of(channels));
    }

    @Test
    void without_routes_everybody_is_told() {
        office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        assertThat(office.to(0)).isEqualTo("mail,slack,pager");
        assertThat(office.routing.takes("slack", office.told.getFirst())).isTrue();
    }

    @Test
    void who_is_told_depends_on_the_time_of_day_and_the_weekday() {
        AlertRules.Hours work = new AlertRules.Hours(
                Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(8, 0), LocalTime.of(18, 0), ZoneOffset.ofHours(1));
        office.rules(
                List.of(
                        route("office", WARNING, Optional.of(work), "slack"),
                        route("else", WARNING, Optional.empty(), "pager")),
                List.of());
        office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        office.now = AlertOffice.START.plus(Duration.ofHours(9));
        office.alerts.report(office.finding("data.missing", WARNING));
        office.tend();

        assertThat(office.to(0)).isEqualTo("slack");
        assertThat(office.told).extracting(each -> each.labels().get("monitor") + " " + each.labels().get("to"))
                .contains("data.missing pager");
    }

    @Test
    void what_nobody_answers_goes_to_the_next_route_and_not_for_ever() {
        office.rules(
                List.of(
                        route("first", WARNING, Optional.empty(), "slack"),
                        route("then", WARNING, Optional.empty(), "pager")),
                List.of());
        String id = office.alerts.report(office.finding("data.drift", CRITICAL));
        office.tend();
        office.pass(Duration.ofMinutes(29));
        assertThat(office.kinds()).containsExactly("alert.opened");
        for (int i = 0; i < 10; i++) {
            office.pass(HALF_AN_HOUR);
        }

        assertThat(office.kinds()).containsExactly("alert.opened", "alert.escalated", "alert.escalated", "alert.escalated");
        assertThat(office.to(0)).isEqualTo("slack");
        assertThat(office.to(1)).isEqualTo("pager");
        assertThat(office.alerts.get(id).state()).isInstanceOf(Alert.State.Escalated.class);
        office.alerts.acknowledge(id, "", "ben");
        office.tend();
        assertThat(office.told.getLast().kind()).isEqualTo("alert.acknowledged");
        assertThat(office.to(4)).isEqualTo("slack,pager");
    }

    @Test
    void a_route_without_channels_silences_and_never_escalates() {
        office.rules(List.of(route("nobody", INFO, Optional.empty())), List.of());
        office.alerts.report(office.finding("data.drift", CRITICAL));
        office.tend();
        office.pass(Duration.ofHours(5));
        assertThat(office.told).isEmpty();
    }

    @Test
    void a_route_to_a_channel_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> office.rules(List.of(route("typo", WARNING, Optional.empty(), "slak")), List.of()))
                .hasMessageContaining("routes.typo.channels: slak");
        assertThat(office.orders.rules()).isEqualTo(AlertRules.standard());
    }

    @Test
    void other_notices_follow_the_routes_too_by_their_kind() {
        AlertRules.Route route =
                new AlertRules.Route("rollouts", "fraud", INFO, "ann", "rollout", Optional.empty(), List.of("slack"));
        office.rules(List.of(route), List.of());
        Fact.Notice rollout = notice("rollout.advanced", "fraud");
        assertThat(office.routing.takes("slack", rollout)).isTrue();
        assertThat(office.routing.takes("mail", rollout)).isFalse();
        assertThat(office.routing.takes("mail", notice("verdict", "fraud"))).isTrue();
        assertThat(office.routing.takes("mail", notice("rollout.advanced", "loan"))).isTrue();
        assertThat(office.routing.takes("mail", notice("test", "fraud"))).isTrue();
    }

    private static Fact.Notice notice(String kind, String model) {
        return new Fact.Notice(
                new java.util.UUID(1, 2), AlertOffice.START, kind, INFO, Optional.of(model), java.util.OptionalInt.empty(),
                "t", "", "");
    }

    @Test
    void in_maintenance_findings_are_gathered_and_told_afterwards_if_they_are_still_so() {
        office.orders.plan("fr*", office.now, office.now.plus(Duration.ofHours(4)), "the feed moves", "ann");
        String stays = office.alerts.report(office.finding("data.drift", WARNING));
        office.alerts.report(office.finding("data.missing", WARNING));
        office.pass(Duration.ofHours(1));
        office.alerts.clear("fraud", "data.missing", office.now, "gone");
        office.pass(Duration.ofHours(2));
        assertThat(office.told).isEmpty();
        office.pass(Duration.ofHours(1));

        assertThat(office.told).extracting(each -> each.labels().get("alert")).containsExactly(stays);
    }

    @Test
    void maintenance_that_is_ended_is_over_at_once() {
        String window =
                office.orders.plan("*", office.now, office.now.plus(Duration.ofHours(4)), "the feed moves", "ann").id();
        office.alerts.report(office.finding("data.drift", WARNING));
        office.pass(Duration.ofHours(1));
        office.orders.end(window.substring(0, 4), "ann");
        office.pass(Duration.ofMinutes(1));
        assertThat(office.kinds()).containsExactly("alert.opened");
        assertThatThrownBy(() -> office.orders.end(window, "ann")).hasMessageContaining("there is no maintenance");
        assertThatThrownBy(() -> office.orders.plan("*", office.now, office.now, "x", "ann")).hasMessageContaining("to:");
    }

    /** Opens one, has it told, and ends it. */
    private String page(String monitor, String cause) {
        String id = office.alerts.report(office.finding("fraud", 3, monitor, cause, WARNING));
        office.tend();
        office.alerts.clear("fraud", cause, office.now, "gone");
        office.tend();
        return id;
    }

    @Test
    void false_pages_beyond_the_budget_wait_for_the_digest_and_urgent_ones_never_do() {
        office.alerts.useful(page("data.drift", "a"), false, "a holiday", "ben");
        assertThat(office.alerts.falsePagesLeft("fraud")).isEqualTo(1);
        office.alerts.useful(page("data.drift", "b"), false, "", "ben");
        office.told.clear();

        String waiting = office.alerts.report(office.finding("fraud", 3, "data.drift", "c", WARNING));
        office.alerts.report(office.finding("fraud", 3, "performance.auc", "d", WARNING));
        office.alerts.report(office.finding("fraud", 3, "data.drift", "e", CRITICAL));
        office.tend();
        assertThat(office.told).extracting(each -> each.labels().get("monitor"))
                .containsExactlyInAnyOrder("performance.auc", "data.drift");
        assertThat(office.alerts.get(waiting).telling().reach()).isEqualTo(Alert.Reach.DIGEST);

        office.told.clear();
        office.pass(Duration.ofHours(23));
        List<Fact.Notice> digests = office.told.stream().filter(each -> each.kind().equals("alert.digest")).toList();
        assertThat(digests).hasSize(1);
        assertThat(digests.getFirst().text()).contains(waiting);
        office.pass(Duration.ofHours(24));
        assertThat(office.kinds().stream().filter("alert.digest"::equals)).hasSize(1);
        office.pass(Duration.ofDays(31));
        assertThat(office.alerts.falsePagesLeft("fraud")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void an_owner_who_bears_nothing_gets_warnings_by_the_digest_only() {
        office.rules(List.of(), List.of(new AlertRules.Budget("fraud", 0)));
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        assertThat(office.told).isEmpty();
        office.now = office.now.plusSeconds(60);
        office.alerts.report(office.finding("data.drift", CRITICAL));
        office.tend();
        assertThat(office.kinds()).containsExactly("alert.opened");
        assertThat(office.alerts.get(id).telling().reach()).isEqualTo(Alert.Reach.PAGE);
    }

    @Test
    void good_to_know_waits_for_the_digest_until_it_becomes_a_warning() {
        String id = office.alerts.report(office.finding("data.drift", INFO));
        office.tend();
        assertThat(office.told).isEmpty();
        office.pass(Duration.ofHours(24));
        assertThat(office.kinds()).containsExactly("alert.digest");
        office.alerts.report(office.finding("data.drift", WARNING));
        office.tend();
        assertThat(office.kinds()).containsExactly("alert.digest", "alert.opened");
        assertThat(office.alerts.get(id).paged()).isTrue();
    }

    @Test
    void what_comes_back_after_it_was_called_false_may_be_beyond_the_budget_and_stays_charged() {
        office.rules(List.of(), List.of(new AlertRules.Budget("fraud", 0.5)));
        String id = page("data.drift", "a");
        office.alerts.useful(id, false, "", "ben");
        office.now = office.now.plus(Duration.ofHours(1));
        assertThat(office.alerts.report(office.finding("fraud", 3, "data.drift", "a", WARNING))).isEqualTo(id);
        office.tend();
        assertThat(office.alerts.get(id).telling().reach()).isEqualTo(Alert.Reach.DIGEST);
        assertThat(office.kinds()).containsExactly("alert.opened", "alert.resolved");
        assertThat(office.alerts.falsePagesLeft("fraud")).isLessThan(0.01);
    }

    @Test
    void what_people_say_reaches_the_monitors_and_is_shown_as_precision() {
        List<String> said = new ArrayList<>();
        office.alerts.listen((model, monitor, subjects, useful) ->
                said.add(model + " " + monitor + " " + subjects + " " + useful));
        for (int i = 0; i < 4; i++) {
            String id = office.alerts.report(office.finding(
                    "fraud", 3, "data.drift", "cause" + i, WARNING, AlertOffice.subject("income", 0.5)));
            office.alerts.useful(id, i > 0, "", "ben");
        }
        assertThat(said).hasSize(4).startsWith("fraud data.drift [income] false").endsWith("fraud data.drift [income] true");
        Precision precision = office.alerts.precision().getFirst();
        assertThat(precision.tally().answered()).isEqualTo(4);
        // Wilson's interval for 3 of 4, as R's prop.test(3, 4, correct = FALSE) has it
        assertThat(precision.interval().orElseThrow().share()).isEqualTo(0.75);
        assertThat(precision.interval().orElseThrow().low()).isCloseTo(0.3006, org.assertj.core.data.Offset.offset(1e-4));
        assertThat(precision.interval().orElseThrow().high()).isCloseTo(0.9544, org.assertj.core.data.Offset.offset(1e-4));
    }

    @Test
    void what_a_listener_cannot_keep_was_never_said() {
        String id = office.alerts.report(office.finding("data.drift", WARNING));
        office.alerts.listen((model, monitor, subjects, useful) -> {
            throw new IllegalStateException("not kept");
        });
        assertThatThrownBy(() -> office.alerts.useful(id, true, "", "ben")).hasMessageContaining("not kept");
        assertThat(office.alerts.get(id).answer()).isEmpty();
        assertThat(office.audit.read(1, 10)).isEmpty();
    }

    @Test
    void orders_outlive_a_restart() {
        office.rules(List.of(route("first", WARNING, Optional.empty(), "slack")), List.of(new AlertRules.Budget("*", 2.5)));
        office.orders.plan("fraud", office.now, office.now.plus(Duration.ofHours(4)), "the feed moves", "ann");
        AlertRules rules = office.orders.rules();
        office.restart();
        assertThat(office.orders.rules()).isEqualTo(rules);
        assertThat(office.orders.maintenance()).hasSize(1);
    }
}
