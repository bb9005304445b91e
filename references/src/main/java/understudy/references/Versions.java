package understudy.references;

import java.util.List;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;

/** Loads versions that a reference's rows are put to, where their file has no scores. Safe for many threads. */
@FunctionalInterface
public interface Versions {
    /** @throws understudy.core.Problem UNPROCESSABLE where it cannot be loaded, or cannot be asked for a table of rows */
    Asked open(Model model, ModelVersion version);

    /** One version, loaded until it is closed. For one thread at a time. */
    interface Asked extends AutoCloseable {
        /**
         * As callers of the model would be answered; nothing is journalled.
         *
         * @param inputs as the model's signature names them; numbers in any type, a missing one NaN
         * @return by row: the positive class's probability, the predicted value, or a probability for each class
         * @throws understudy.core.Problem INVALID for rows that a caller would be refused; others where the version fails
         */
        double[][] scores(List<NamedTensor> inputs, int rows);

        @Override
        void close();
    }
}
