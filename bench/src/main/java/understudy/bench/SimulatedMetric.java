package understudy.bench;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Losses;
import understudy.statistics.PairedConfusion;
import understudy.statistics.PairedEstimate;
import understudy.statistics.PairedScores;
import understudy.statistics.PairedSums;

/**
 * A metric, and simulated requests on which two versions are compared by it.
 *
 * @param name as tables show it
 * @param draw one labelled request; of two equals, or with a better challenger
 * @param tally an empty one
 */
record SimulatedMetric(String name, Draw draw, Supplier<Tally> tally) {
    /** One labelled request. For a regression the truth is 0 and the answers are errors. */
    record Answers(boolean positive, double champion, double challenger) {}

    interface Draw {
        Answers from(SplittableRandom random, boolean better);
    }

    /** A difference so far, positive where the challenger is better. */
    record Look(double mean, double variance, long units) {
        static Look of(PairedEstimate estimate) {
            return new Look(estimate.difference(), estimate.variance(), estimate.units());
        }
    }

    interface Tally {
        void add(Answers answers);

        /** Empty until it is ready for a verdict. */
        Optional<Look> look();
    }

    interface Difference {
        double of(Answers answers);
    }

    static SimulatedMetric ofLoss(String name, Draw draw, Difference difference) {
        return new SimulatedMetric(name, draw, () -> new Tally() {
            private final PairedSums sums = new PairedSums();

            @Override
            public void add(Answers answers) {
                sums.add(difference.of(answers));
            }

            @Override
            public Optional<Look> look() {
                return ConfidenceSequence.isReady(sums)
                        ? Optional.of(new Look(sums.mean(), sums.varianceOfMean(), sums.units()))
                        : Optional.empty();
            }
        });
    }

    static SimulatedMetric ofScores(String name, boolean byRank) {
        return new SimulatedMetric(name, SimulatedMetric::scored, () -> new Tally() {
            private final PairedScores scores = new PairedScores(64, 500);

            @Override
            public void add(Answers answers) {
                scores.add(
                        answers.champion,
                        answers.challenger,
                        answers.positive ? PairedScores.Truth.POSITIVE : PairedScores.Truth.NEGATIVE);
            }

            @Override
            public Optional<Look> look() {
                Optional<PairedScores.Auc> ready = scores.auc().filter(PairedScores.Auc::isReady);
                return byRank
                        ? ready.map(auc -> new Look(
                                auc.difference(), auc.variance(), auc.positives() + auc.negatives()))
                        : ready.flatMap(auc -> scores.averagePrecision()).map(Look::of);
            }
        });
    }

    /** At a threshold of 0.25, where decisions miss as often one way as the other. */
    static SimulatedMetric ofF1() {
        return new SimulatedMetric("F1 at 0.25", SimulatedMetric::scored, () -> new Tally() {
            private final PairedConfusion confusion = new PairedConfusion();

            @Override
            public void add(Answers answers) {
                confusion.add(answers.champion >= 0.25, answers.challenger >= 0.25, answers.positive);
            }

            @Override
            public Optional<Look> look() {
                return confusion.isReady() ? confusion.f1().map(Look::of) : Optional.empty();
            }
        });
    }

    static double logLoss(boolean positive, double probability) {
        return Losses.logLoss(positive ? probability : 1 - probability);
    }

    /** A true log-odds, and two that miss it: by a normal of 0.8 each, or the challenger by 0.5. */
    static Answers scored(SplittableRandom random, boolean better) {
        double odds = random.nextGaussian() - 1;
        return new Answers(
                random.nextDouble() < probability(odds),
                probability(odds + 0.8 * random.nextGaussian()),
                probability(odds + (better ? 0.5 : 0.8) * random.nextGaussian()));
    }

    /** Two errors of Student's t with five degrees of freedom; a better challenger's are 0.9 times as large. */
    static Answers heavyTailed(SplittableRandom random, boolean better) {
        return new Answers(false, student(random), (better ? 0.9 : 1) * student(random));
    }

    private static double student(SplittableRandom random) {
        double squares = 0;
        for (int i = 0; i < 5; i++) {
            double normal = random.nextGaussian();
            squares += normal * normal;
        }
        return random.nextGaussian() / Math.sqrt(squares / 5);
    }

    private static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }
}
