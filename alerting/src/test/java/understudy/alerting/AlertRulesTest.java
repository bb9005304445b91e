package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import understudy.core.Fact;

class AlertRulesTest {
    /** A Monday. */
    private static final Instant MONDAY_NINE = Instant.parse("2026-03-02T09:00:00Z");

    private static AlertRules.Hours hours(String from, String to, DayOfWeek... days) {
        return new AlertRules.Hours(Set.of(days), LocalTime.parse(from), LocalTime.parse(to), ZoneOffset.UTC);
    }

    private static AlertRules.Route route(String model, Fact.Severity severity, String owner, String monitor) {
        return new AlertRules.Route("r", model, severity, owner, monitor, Optional.empty(), List.of("mail"));
    }

    private static boolean matches(AlertRules.Route route) {
        return route.matches(
                new AlertRules.Subject("fraud-eu", Fact.Severity.WARNING, "ann", "data.drift"), MONDAY_NINE);
    }

    @Test
    void a_route_looks_at_model_severity_owner_and_monitor() {
        assertThat(matches(route("*", Fact.Severity.INFO, "", ""))).isTrue();
        assertThat(matches(route("fraud-*", Fact.Severity.WARNING, "ann", "data"))).isTrue();
        assertThat(matches(route("fraud", Fact.Severity.INFO, "", ""))).isFalse();
        assertThat(matches(route("*", Fact.Severity.CRITICAL, "", ""))).isFalse();
        assertThat(matches(route("*", Fact.Severity.INFO, "ben", ""))).isFalse();
        assertThat(matches(route("*", Fact.Severity.INFO, "", "data.dri"))).isFalse();
        assertThat(matches(route("*", Fact.Severity.INFO, "", "data.drift"))).isTrue();
    }

    @Test
    void hours_are_of_the_day_they_began_on() {
        AlertRules.Hours night = hours("22:00", "06:00", DayOfWeek.SUNDAY);
        assertThat(night.covers(Instant.parse("2026-03-01T22:00:00Z"))).isTrue();
        assertThat(night.covers(Instant.parse("2026-03-02T05:59:59Z"))).isTrue();
        assertThat(night.covers(Instant.parse("2026-03-02T06:00:00Z"))).isFalse();
        assertThat(night.covers(Instant.parse("2026-03-01T05:00:00Z"))).isFalse();
        assertThat(night.covers(Instant.parse("2026-03-02T23:00:00Z"))).isFalse();
        assertThat(hours("09:00", "17:00").covers(MONDAY_NINE)).isTrue();
        assertThat(hours("09:00", "17:00").covers(Instant.parse("2026-03-02T17:00:00Z"))).isFalse();
        assertThat(hours("00:00", "00:00", DayOfWeek.MONDAY).covers(Instant.parse("2026-03-02T23:59:59Z"))).isTrue();
        assertThat(hours("00:00", "00:00", DayOfWeek.MONDAY).covers(Instant.parse("2026-03-03T00:00:00Z"))).isFalse();
    }

    @Test
    void hours_follow_the_clocks_of_their_zone_through_summer_time() {
        AlertRules.Hours work =
                new AlertRules.Hours(Set.of(), LocalTime.of(9, 0), LocalTime.of(17, 0), ZoneId.of("Europe/Berlin"));
        assertThat(work.covers(Instant.parse("2026-03-28T07:30:00Z"))).isFalse();
        assertThat(work.covers(Instant.parse("2026-03-29T07:30:00Z"))).isTrue();
    }

    @Test
    void wrong_rules_are_refused_with_the_field() {
        assertThatThrownBy(() -> route("", Fact.Severity.INFO, "", "")).hasMessageContaining("routes.model");
        assertThatThrownBy(() -> rules(Duration.ZERO, Duration.ZERO)).hasMessageContaining("escalate_after");
        assertThatThrownBy(() -> rules(Duration.ofHours(1), Duration.ofDays(31))).hasMessageContaining("quiet");
        assertThatThrownBy(() -> new AlertRules.Budget("*", Double.NaN)).hasMessageContaining("budgets.false_pages");
        AlertRules.Route one = route("*", Fact.Severity.INFO, "", "");
        assertThatThrownBy(() -> rules(Duration.ofHours(1), Duration.ZERO, one, one)).hasMessageContaining("routes.name");
    }

    private static AlertRules rules(Duration escalate, Duration quiet, AlertRules.Route... routes) {
        return new AlertRules(
                Arrays.asList(routes), List.of(), escalate, quiet, LocalTime.of(8, 0), ZoneOffset.UTC);
    }

    @Test
    void the_digest_is_due_once_a_day() {
        AlertRules rules = AlertRules.standard();
        assertThat(rules.lastDigest(MONDAY_NINE)).isEqualTo(Instant.parse("2026-03-02T08:00:00Z"));
        assertThat(rules.lastDigest(Instant.parse("2026-03-02T07:59:59Z"))).isEqualTo(Instant.parse("2026-03-01T08:00:00Z"));
    }

    @Test
    @Timeout(5)
    void patterns_have_stars_and_question_marks_and_take_no_time() {
        assertThat(Glob.matches("fr*d", "fraud")).isTrue();
        assertThat(Glob.matches("fr?ud", "fraud")).isTrue();
        assertThat(Glob.matches("*", "")).isTrue();
        assertThat(Glob.matches("fraud", "fraud-eu")).isFalse();
        assertThat(Glob.matches("f.aud", "fraud")).isFalse();
        assertThat(Glob.matches("*a".repeat(100) + "b", "a".repeat(10_000))).isFalse();
    }

    @Test
    void a_bucket_begins_full_loses_a_token_for_each_false_page_and_fills_by_the_month() {
        Instant now = MONDAY_NINE;
        Duration month = Duration.ofDays(365).dividedBy(12);
        assertThat(FalsePages.left(1, List.of(), now)).isEqualTo(2);
        assertThat(FalsePages.left(1, List.of(now), now)).isEqualTo(1);
        assertThat(FalsePages.left(1, List.of(now, now, now), now)).isZero();
        assertThat(FalsePages.mayRisk(1, List.of(now, now, now), now.plus(month.minusSeconds(60)))).isFalse();
        assertThat(FalsePages.mayRisk(1, List.of(now, now, now), now.plus(month))).isTrue();
        assertThat(FalsePages.left(1, List.of(now), now.plus(Duration.ofDays(400)))).isEqualTo(2);
        assertThat(FalsePages.mayRisk(0, List.of(), now)).isFalse();
        assertThat(FalsePages.mayRisk(0.1, List.of(), now)).isTrue();
        assertThat(FalsePages.mayRisk(0.1, List.of(now), now.plus(month.multipliedBy(9)))).isFalse();
        assertThat(FalsePages.mayRisk(0.1, List.of(now), now.plus(month.multipliedBy(10)))).isTrue();
    }

    /** The promise of the budget: one a month and two at once, over any stretch of time. */
    @Test
    void however_many_pages_are_false_no_more_than_the_budget_and_the_burst_are_sent() {
        Instant now = MONDAY_NINE;
        List<Instant> falsePages = new ArrayList<>();
        for (int hour = 0; hour < 365 * 24; hour++) {
            Instant at = now.plus(Duration.ofHours(hour));
            if (FalsePages.mayRisk(1, falsePages, at)) {
                falsePages.add(at);
            }
        }
        assertThat(falsePages).hasSizeBetween(12, 14);
    }
}
