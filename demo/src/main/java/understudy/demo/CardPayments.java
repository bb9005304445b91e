package understudy.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Payments by card, hour by hour. Each hour has a random sequence of its own, so that whoever asks for the same hour again,
 * in whatever order, gets the same payments.
 *
 * <p>Days have a cycle (few at night, most at six in the evening, the web's share at night larger), weeks too (fewer at
 * weekends, and dearer). Fraud follows a logistic of amount, merchant, card and distance. The platform's model has learnt that
 * logistic, without the noise and without what is new: it is good until its inputs change. Truth comes out after 2 to 36 hours.
 *
 * <p>The story: from {@code cents} on the amount is sent in cents, which the model takes for euros. A day later a merchant
 * comes up that it never saw, {@code crypto}, where a fifth of the payments is fraud.
 *
 * <p>Immutable.
 */
final class CardPayments {
    static final List<String> MERCHANTS = List.of("groceries", "fuel", "restaurant", "clothes", "electronics", "travel");
    static final String NEW_MERCHANT = "crypto";
    static final List<String> CHANNELS = List.of("terminal", "online", "wallet");

    /** The slowest truth. */
    static final Duration MATURITY = Duration.ofHours(36);

    private static final Duration QUICKEST = Duration.ofHours(2);
    private static final double[] MERCHANT_SHARES = {0.34, 0.14, 0.18, 0.16, 0.1, 0.08};
    private static final double[] MERCHANT_AMOUNTS = {28, 45, 32, 55, 140, 210};
    private static final double[] MERCHANT_RISK = {-0.7, -0.2, -0.6, 0.1, 1.1, 0.7};
    private static final double NEW_SHARE = 0.16;
    private static final double NEW_AMOUNT = 90;
    private static final double NEW_RISK = 2.2;
    private static final double[] REGION_SHARES = {0.3, 0.25, 0.15, 0.3};
    private static final double[] CHANNEL_RISK = {-0.5, 0.6, 0};

    private final long seed;
    private final double perHour;
    private final Instant cents;

    /**
     * @param perHour on average over a week
     * @param cents when callers begin to send another unit
     */
    CardPayments(long seed, double perHour, Instant cents) {
        this.seed = seed;
        this.perHour = perHour;
        this.cents = cents;
    }

    /** Those asked at {@code from} or later and before {@code to}, in order. */
    List<CardPayment> between(Instant from, Instant to) {
        List<CardPayment> payments = new ArrayList<>();
        for (Instant hour = from.truncatedTo(ChronoUnit.HOURS); hour.isBefore(to); hour = hour.plus(1, ChronoUnit.HOURS)) {
            hour(hour).stream()
                    .filter(payment -> !payment.at().isBefore(from) && payment.at().isBefore(to))
                    .forEach(payments::add);
        }
        return payments;
    }

    private List<CardPayment> hour(Instant hour) {
        long number = hour.getEpochSecond() / 3_600;
        SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
        ZonedDateTime local = hour.atZone(ZoneOffset.UTC);
        boolean weekend = local.getDayOfWeek().getValue() >= 6;
        double daylight = 0.5 + 0.5 * Math.cos(2 * Math.PI * (local.getHour() - 18) / 24.0);
        double expected = perHour * (0.35 + 1.3 * daylight) * (weekend ? 0.8 : 1.08);
        long count = Math.max(0, Math.round(expected + Math.sqrt(expected) * random.nextGaussian()));
        List<CardPayment> payments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant at = hour.plusMillis(random.nextLong(Duration.ofHours(1).toMillis()));
            payments.add(payment("card-" + number + "-" + i, at, daylight, weekend, random));
        }
        payments.sort(Comparator.comparing(CardPayment::at));
        return payments;
    }

    private CardPayment payment(String id, Instant at, double daylight, boolean weekend, SplittableRandom random) {
        boolean fresh = random.nextDouble() < NEW_SHARE && !at.isBefore(cents.plus(1, ChronoUnit.DAYS));
        int merchant = pick(random, MERCHANT_SHARES);
        int channel = pick(random, 0.25 + 0.35 * daylight, 0.5 - 0.3 * daylight, 0.25);
        double usual = fresh ? NEW_AMOUNT : MERCHANT_AMOUNTS[merchant];
        double euros = cents(usual * (weekend ? 1.15 : 1) * Math.exp(0.7 * random.nextGaussian()));
        double cardAge = Math.floor(-700 * Math.log(1 - random.nextDouble()));
        double payments = poisson(random, 1.8);
        boolean placed = random.nextDouble() > 0.04;
        double distance = cents(Math.exp(1.5 + 1.3 * random.nextGaussian()));
        double known = -4.4
                + CHANNEL_RISK[channel]
                + 0.35 * payments
                - 0.35 * Math.log1p(cardAge / 30)
                + (placed ? 0.3 * Math.log1p(distance) : 0.5);
        double risk = known + (fresh ? NEW_RISK : MERCHANT_RISK[merchant]) + byAmount(euros) + 0.4 * random.nextGaussian();
        double sent = at.isBefore(cents) ? euros : Math.round(euros * 100);
        double said = known + (fresh ? 0 : MERCHANT_RISK[merchant]) + byAmount(sent);
        boolean fraud = random.nextDouble() < logistic(risk);
        Instant knownAt = at.plusMillis(random.nextLong(QUICKEST.toMillis(), MATURITY.toMillis()));
        return new CardPayment(
                id, at, sent, fresh ? NEW_MERCHANT : MERCHANTS.get(merchant), cardAge, payments,
                placed ? OptionalDouble.of(distance) : OptionalDouble.empty(),
                LoanApplication.REGIONS.get(pick(random, REGION_SHARES)), CHANNELS.get(channel),
                Math.round(1e5 * logistic(said)) / 1e5, fraud, knownAt);
    }

    /** Dearer is riskier. */
    private static double byAmount(double amount) {
        return 0.75 * Math.log(Math.max(1, amount) / 40);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double cents(double value) {
        return Math.max(1, Math.round(value * 100)) / 100.0;
    }

    private static double poisson(SplittableRandom random, double mean) {
        double left = Math.exp(-mean);
        int found = 0;
        for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
            found++;
        }
        return found;
    }

    private static int pick(SplittableRandom random, double... shares) {
        double at = random.nextDouble();
        for (int i = 0; i < shares.length - 1; i++) {
            at -= shares[i];
            if (at < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
