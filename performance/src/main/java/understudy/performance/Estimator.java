package understudy.performance;

import java.util.Optional;
import understudy.core.Task;
import understudy.references.Reference;

/** Says how good one version's answers probably were before their labels come. Not safe for several threads. */
abstract sealed class Estimator permits Estimator.None, BinaryEstimator, ClassEstimator, RegressionEstimator {
    private final Terms terms;

    Estimator(Terms terms) {
        this.terms = terms;
    }

    /** From the version's reference; one that says why not, where there is none to estimate from. */
    static Estimator of(Terms terms) {
        if (terms.reference().isEmpty()) {
            return new None(terms, "no estimate: " + terms.version().reference()
                    + " has no reference; give one of labelled rows it"
                    + " was not trained on: " + command(terms));
        }
        Reference reference = terms.reference().get();
        if (reference.labelled().isEmpty()) {
            return new None(terms, "no estimate: the reference of " + terms.version().reference()
                    + " has no labels; give one of labelled rows it was not trained on: " + command(terms));
        }
        try {
            return switch (terms.model().task()) {
                case BINARY -> BinaryEstimator.of(terms, reference);
                case MULTICLASS -> ClassEstimator.of(terms, reference);
                case REGRESSION -> RegressionEstimator.of(terms, reference);
                case OTHER -> new None(terms, "no estimate for a model that is neither classifier nor regression");
            };
        } catch (IllegalArgumentException unfit) {
            return new None(terms, "no estimate: the reference of " + terms.version().reference() + " does not allow one ("
                    + unfit.getMessage() + "); give another: " + command(terms));
        }
    }

    private static String command(Terms terms) {
        boolean classes = terms.model().task() != Task.REGRESSION;
        return "understudy monitor reference " + terms.version().reference() + " FILE --score "
                + (classes ? "PROBABILITY" : "PREDICTION") + " --label TRUTH";
    }

    Terms terms() {
        return terms;
    }

    /** Whether it makes more of rows than of counts. */
    boolean wantsRows() {
        return false;
    }

    /** Where the features it wants stand; −1 for those that are not there. */
    int[] columnsIn(RowReader reader) {
        return new int[0];
    }

    /** @param rows of the window, if it wants some and there are */
    abstract Estimated estimate(Tally tally, Optional<SampledRows> rows);

    /** There is nothing to estimate from. */
    static final class None extends Estimator {
        private final String why;

        None(Terms terms, String why) {
            super(terms);
            this.why = why;
        }

        @Override
        Estimated estimate(Tally tally, Optional<SampledRows> rows) {
            return Estimated.none(why);
        }
    }
}
