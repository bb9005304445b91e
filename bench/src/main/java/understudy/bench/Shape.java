package understudy.bench;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** What a simulated column's values are drawn from; shift and scale are on the logarithm where it is lognormal. */
enum Shape {
    NORMAL {
        @Override
        double draw(SplittableRandom random, double shift, double scale) {
            return shift + scale * random.nextGaussian();
        }

        @Override
        double upTo(double value, double shift, double scale) {
            return STANDARD.cumulativeProbability((value - shift) / scale);
        }
    },
    /** Student's with three degrees of freedom: no fourth moment. */
    T3 {
        @Override
        double draw(SplittableRandom random, double shift, double scale) {
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                double normal = random.nextGaussian();
                squares += normal * normal;
            }
            return shift + scale * random.nextGaussian() / Math.sqrt(squares / 3);
        }

        @Override
        double upTo(double value, double shift, double scale) {
            return STUDENT.cumulativeProbability((value - shift) / scale);
        }
    },
    LOGNORMAL {
        @Override
        double draw(SplittableRandom random, double shift, double scale) {
            return Math.exp(shift + scale * random.nextGaussian());
        }

        @Override
        double upTo(double value, double shift, double scale) {
            return value <= 0 ? 0 : STANDARD.cumulativeProbability((Math.log(value) - shift) / scale);
        }
    },
    /** Seven of ten are zero, the rest lognormal. */
    ZEROS {
        @Override
        double draw(SplittableRandom random, double shift, double scale) {
            return random.nextDouble() < ZERO ? 0 : LOGNORMAL.draw(random, shift, scale);
        }

        @Override
        double upTo(double value, double shift, double scale) {
            return value < 0 ? 0 : ZERO + (1 - ZERO) * LOGNORMAL.upTo(value, shift, scale);
        }
    },
    /** (s − y)² of a uniform score s and a label of probability ½ + (1 − shift)(s − ½): shift is how much is lost. */
    LOSS {
        @Override
        double draw(SplittableRandom random, double shift, double scale) {
            double score = random.nextDouble();
            double error = score - (random.nextDouble() < 0.5 + (1 - shift) * (score - 0.5) ? 1 : 0);
            return error * error;
        }

        @Override
        double upTo(double value, double shift, double scale) {
            double root = Math.sqrt(Math.clamp(value, 0, 1));
            return root * (2 - shift - (1 - shift) * root);
        }
    };

    private static final double ZERO = 0.7;
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);
    private static final TDistribution STUDENT = TDistribution.of(3);

    abstract double draw(SplittableRandom random, double shift, double scale);

    /** Share of the values at or below this one. */
    abstract double upTo(double value, double shift, double scale);
}
