package understudy.demo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * An endless, seeded queue of people who ask for a loan. The same seed brings the same people in the same order.
 *
 * <p>How they come about: the channel depends on the hour (the web at night, branches by day). Age and employment follow
 * each other; income is log-normal around what such work pays at such an age. The amount follows the purpose and the
 * income, the term the amount. One hidden trait, how tight money is, drives utilisation and past delinquencies
 * together. One in eight, mostly the young, is unknown to the credit bureau and lacks both. Brokers bring people who are
 * new to the bank and want more.
 *
 * <p>Who defaults: a logistic of burden (instalments against income, harmless below a tenth), utilisation (riskier above
 * one half, and slightly where nothing is used), delinquencies, work, home, purpose, age and time at the bank, and of
 * what no straight line sees: delinquencies <em>with</em> full credit lines, the self-employed <em>with</em> long terms, the
 * old <em>with</em> long terms, strangers <em>with</em> large amounts, and an employee who will not say what they earn.
 *
 * <p>For one thread.
 */
final class LoanApplications {
    private static final int RETIRED = LoanApplication.EMPLOYMENTS.indexOf("retired");
    private static final int SELF_EMPLOYED = LoanApplication.EMPLOYMENTS.indexOf("self-employed");
    private static final int STUDENT = LoanApplication.EMPLOYMENTS.indexOf("student");
    private static final double[] PURPOSE_SHARES = {0.28, 0.24, 0.10, 0.08, 0.20, 0.10};
    private static final double[] PURPOSE_AMOUNTS = {12_000, 9_000, 6_000, 3_500, 14_000, 5_000};
    private static final double[] PURPOSE_RISK = {-0.35, 0.55, -0.1, 0.35, -0.2, 0.1};
    private static final double[] INCOMES = {38_000, 36_000, 23_000, 41_000, 11_000, 12_000};
    private static final double[] EMPLOYMENT_RISK = {0, -0.45, -0.15, 0.2, 0.15, 1.0};
    private static final double[] HOUSING_RISK = {0.15, -0.1, -0.35, 0.35};
    private static final double[] REGION_SHARES = {0.3, 0.25, 0.15, 0.3};
    private static final List<Double> TERMS = List.of(12.0, 24.0, 36.0, 48.0, 60.0, 72.0);

    private final SplittableRandom random;
    private final String batch;
    private long count;

    /** @param batch begins every application's number, and keeps those of two queues apart */
    LoanApplications(long seed, String batch) {
        random = new SplittableRandom(seed);
        this.batch = batch;
    }

    /** At noon. */
    LoanApplication next() {
        return next(0.5);
    }

    /** @param timeOfDay 0 to 1, midnight to midnight */
    LoanApplication next(double timeOfDay) {
        count++;
        String channel = channel(timeOfDay);
        boolean broker = channel.equals("broker");
        double age = Math.floor(clamp(19 + 46 * Math.pow(random.nextDouble(), 1.3) + 5 * random.nextGaussian(), 18, 84));
        int work = work(age);
        double income = round(INCOMES[work] * ageFactor(age) * Math.exp(0.42 * random.nextGaussian()), 100);
        int purpose = pick(PURPOSE_SHARES);
        double amount = amount(purpose, income, broker);
        double term = term(amount);
        int home = home(age);
        double tightness = random.nextGaussian() + (income < 20_000 ? 0.35 : 0);
        boolean known = random.nextDouble() > (age < 26 ? 0.32 : 0.09);
        double utilisation = round(clamp(1 / (1 + Math.exp(0.7 - 1.1 * tightness)) + 0.09 * random.nextGaussian(), 0, 1.2), 0.01);
        double delinquencies = poisson(Math.exp(-1.7 + 0.85 * tightness));
        double months = Math.floor(
                Math.min(-Math.log(1 - random.nextDouble()) * (broker ? 7 : 85), Math.max(0, (age - 17) * 12)));
        boolean says = random.nextDouble() > (work == SELF_EMPLOYED ? 0.18 : 0.05);
        boolean saysWork = random.nextDouble() > 0.03;
        int region = pick(REGION_SHARES);

        double burden = amount * (1 + 0.035 * term / 12) / (term / 12) / Math.max(income, 4_000);
        double risk = -3.2
                + 5.5 * Math.max(0, Math.min(burden, 0.6) - 0.1)
                + PURPOSE_RISK[purpose]
                + EMPLOYMENT_RISK[work]
                + HOUSING_RISK[home]
                + (age < 25 ? 0.55 : 0)
                - 0.9 * Math.log1p(months) / Math.log(241)
                + (known ? bureauRisk(utilisation, delinquencies) : 0.55)
                + (work == SELF_EMPLOYED && term >= 60 ? 1.3 : 0)
                + (age >= 62 && term >= 48 ? 1.1 : 0)
                + (months < 8 && amount > 11_000 ? 1.5 : 0)
                + (!says && work != SELF_EMPLOYED ? 1.1 : 0)
                + (region == 2 ? 0.15 : 0)
                + 0.25 * random.nextGaussian();
        double probability = 1 / (1 + Math.exp(-risk));
        return new LoanApplication(
                "%s-%06d".formatted(batch, count),
                age,
                says ? OptionalDouble.of(income) : OptionalDouble.empty(),
                amount,
                term,
                LoanApplication.PURPOSES.get(purpose),
                saysWork ? Optional.of(LoanApplication.EMPLOYMENTS.get(work)) : Optional.empty(),
                LoanApplication.HOUSINGS.get(home),
                known ? OptionalDouble.of(utilisation) : OptionalDouble.empty(),
                known ? OptionalDouble.of(delinquencies) : OptionalDouble.empty(),
                months,
                LoanApplication.REGIONS.get(region),
                channel,
                probability,
                random.nextDouble() < probability);
    }

    private String channel(double timeOfDay) {
        double daylight = 0.5 - 0.5 * Math.cos(2 * Math.PI * timeOfDay);
        double branch = 0.05 + 0.4 * daylight;
        double broker = 0.08 + 0.12 * daylight;
        return LoanApplication.CHANNELS.get(pick(branch, 1 - branch - broker, broker));
    }

    private int work(double age) {
        if (age >= 66) {
            return random.nextDouble() < 0.85 ? RETIRED : SELF_EMPLOYED;
        }
        if (age < 27 && random.nextDouble() < 0.4) {
            return STUDENT;
        }
        return pick(0.58, 0.16, age > 60 ? 0.15 : 0, 0.17, 0, 0.06);
    }

    private static double ageFactor(double age) {
        return age < 50 ? 0.72 + 0.008 * (age - 18) : 0.976 - 0.004 * (age - 50);
    }

    private double amount(int purpose, double income, boolean broker) {
        double wanted = PURPOSE_AMOUNTS[purpose] * (broker ? 1.6 : 1) * Math.exp(0.55 * random.nextGaussian());
        return round(clamp(wanted, 500, Math.max(2_000, 0.9 * income)), 100);
    }

    private double term(double amount) {
        double middle = Math.log(amount / 1_500) * 1.5 + 0.9 * random.nextGaussian();
        return TERMS.get((int) clamp(Math.round(middle), 0, TERMS.size() - 1));
    }

    private int home(double age) {
        return age < 28 ? pick(0.38, 0.08, 0.04, 0.5) : age < 55 ? pick(0.08, 0.36, 0.14, 0.42) : pick(0.05, 0.2, 0.5, 0.25);
    }

    private static double bureauRisk(double utilisation, double delinquencies) {
        return 2.4 * Math.max(0, Math.min(utilisation, 1) - 0.5)
                + (utilisation < 0.06 ? 0.4 : 0)
                + 0.55 * Math.min(delinquencies, 3)
                + (delinquencies >= 1 && utilisation > 0.7 ? 1.1 : 0);
    }

    private double poisson(double mean) {
        double left = Math.exp(-Math.min(mean, 20));
        int found = 0;
        for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
            found++;
        }
        return found;
    }

    private int pick(double... shares) {
        double at = random.nextDouble();
        for (int i = 0; i < shares.length - 1; i++) {
            at -= shares[i];
            if (at < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    private static double clamp(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }

    private static double round(double value, double step) {
        return step < 1 ? Math.round(value / step) / (double) Math.round(1 / step) : Math.round(value / step) * step;
    }
}
