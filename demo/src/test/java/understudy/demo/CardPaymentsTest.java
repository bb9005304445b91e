package understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CardPaymentsTest {
    private static final Instant CENTS = Instant.parse("2026-11-20T08:00:00Z");
    private static final CardPayments PAYMENTS = new CardPayments(2_026, 50, CENTS);
    private static final List<CardPayment> BEFORE = PAYMENTS.between(CENTS.minus(Duration.ofDays(28)), CENTS);
    private static final List<CardPayment> AFTER = PAYMENTS.between(CENTS, CENTS.plus(Duration.ofDays(3)));

    @Test
    void an_hour_is_the_same_whoever_asks_for_it_and_in_whatever_part() {
        Instant from = CENTS.minus(Duration.ofHours(5));
        Instant middle = from.plus(Duration.ofMinutes(137));
        List<CardPayment> parts = new ArrayList<>(PAYMENTS.between(from, middle));
        parts.addAll(PAYMENTS.between(middle, CENTS));
        assertThat(parts).isEqualTo(PAYMENTS.between(from, CENTS)).isNotEmpty();
    }

    @Test
    void about_fifty_an_hour_come_with_a_cycle_of_the_day() {
        assertThat(BEFORE.size() / (28 * 24.0)).isBetween(45.0, 55.0);
        long evening = BEFORE.stream().filter(payment -> payment.at().toString().contains("T18:")).count();
        long morning = BEFORE.stream().filter(payment -> payment.at().toString().contains("T06:")).count();
        assertThat(evening).isGreaterThan(3 * morning);
    }

    @Test
    void the_model_is_good_until_amounts_come_in_cents() {
        assertThat(loss(BEFORE)).isLessThan(0.16);
        assertThat(loss(AFTER)).isGreaterThan(2 * loss(BEFORE));
        assertThat(mean(BEFORE, CardPayment::score)).isCloseTo(
                mean(BEFORE, payment -> payment.fraud() ? 1 : 0), within(0.01));
        assertThat(mean(AFTER, CardPayment::amount)).isGreaterThan(80 * mean(BEFORE, CardPayment::amount));
    }

    @Test
    void the_new_merchant_comes_a_day_later() {
        assertThat(BEFORE).noneMatch(CardPaymentsTest::isNew);
        assertThat(AFTER.stream().filter(CardPaymentsTest::isNew).findFirst().orElseThrow().at())
                .isBetween(CENTS.plus(Duration.ofDays(1)), CENTS.plus(Duration.ofHours(26)));
    }

    @Test
    void a_truth_is_sent_only_once_it_is_out() {
        CardPayment one = AFTER.getFirst();
        assertThat(one.line(one.knownAt().minusMillis(1))).doesNotContainKey("label");
        assertThat(one.line(one.knownAt())).containsEntry("label", one.truth());
        assertThat(AFTER).allMatch(payment -> !payment.knownAt().isAfter(payment.at().plus(CardPayments.MATURITY)));
    }

    private static boolean isNew(CardPayment payment) {
        return payment.merchant().equals(CardPayments.NEW_MERCHANT);
    }

    private static double loss(List<CardPayment> payments) {
        return mean(payments, payment -> {
            double right = payment.fraud() ? payment.score() : 1 - payment.score();
            return -Math.log(Math.max(right, 1e-5));
        });
    }

    private static double mean(List<CardPayment> payments, ToDoubleFunction<CardPayment> of) {
        return payments.stream().mapToDouble(of).average().orElseThrow();
    }
}
