package understudy.runtimes.catboost;

import ai.catboost.CatBoostError;
import ai.catboost.CatBoostModel;
import ai.catboost.CatBoostPredictions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** One native model, which any number of threads may evaluate at once. */
final class CatBoostInstance implements Instance {
    private static final String RELEASE = "/META-INF/maven/ai.catboost/catboost-prediction/pom.properties";

    private final CatBoostModel model;
    private final CatBoostSignature own;
    private final Signature signature;
    private final String library;
    private final int numbers;
    private final int categories;

    private CatBoostInstance(CatBoostModel model, CatBoostSignature own, Signature signature) {
        this.model = model;
        this.own = own;
        this.signature = signature;
        this.library = "catboost " + release();
        this.numbers = own.width(false);
        this.categories = own.width(true);
    }

    /** Takes over the model unless it throws. */
    static CatBoostInstance of(CatBoostModel model, String file, Optional<Signature> given) {
        CatBoostSignature own = CatBoostSignature.of(model, file);
        return new CatBoostInstance(model, own, given.map(own::checked).orElseGet(own::signature));
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        CatBoostPredictions predictions = new CatBoostPredictions(rows, own.dimension());
        try {
            if (rows == 1) {
                model.predict(numbers(inputs, 0), texts(inputs, 0), predictions);
            } else if (rows > 1) {
                batch(inputs, rows, predictions);
            }
        } catch (CatBoostError refused) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "CatBoost cannot evaluate these values: " + CatBoostRuntime.reason(refused, Path.of("")),
                    "",
                    refused);
        }
        double[] answers = predictions.copyRowMajorPredictions();
        own.objective().apply(answers, own.dimension());
        Signature.Output output = signature.outputs().getFirst();
        long[] shape = output.shape().size() == 1 ? new long[] {rows} : new long[] {rows, own.dimension()};
        return List.of(new NamedTensor(output.name(), Tensor.of(answers, shape)));
    }

    private void batch(List<NamedTensor> inputs, int rows, CatBoostPredictions into) throws CatBoostError {
        float[][] numeric = new float[rows][];
        String @Nullable [][] texts = categories == 0 ? null : new String[rows][];
        for (int row = 0; row < rows; row++) {
            numeric[row] = numbers(inputs, row);
            if (texts != null) {
                texts[row] = texts(inputs, row);
            }
        }
        model.predict(numbers == 0 ? null : numeric, texts, into);
    }

    private float @Nullable [] numbers(List<NamedTensor> inputs, int row) {
        if (numbers == 0) {
            return null;
        }
        float[] values = new float[numbers];
        boolean matrix = inputs.size() == 1;
        Tensor first = inputs.getFirst().tensor();
        for (int i = 0; i < own.features().size(); i++) {
            CatBoostSignature.Column column = own.features().get(i);
            if (!column.categorical()) {
                values[column.place()] = (float) (matrix
                        ? first.number(row * own.features().size() + i)
                        : inputs.get(i).tensor().number(row));
            }
        }
        return values;
    }

    private String @Nullable [] texts(List<NamedTensor> inputs, int row) {
        if (categories == 0) {
            return null;
        }
        String[] values = new String[categories];
        Arrays.fill(values, "");
        for (int i = 0; i < own.features().size(); i++) {
            CatBoostSignature.Column column = own.features().get(i);
            if (column.categorical()) {
                values[column.place()] = inputs.get(i).tensor().text(row);
            }
        }
        return values;
    }

    private static String release() {
        Properties properties = new Properties();
        try (InputStream content = CatBoostModel.class.getResourceAsStream(RELEASE)) {
            if (content != null) {
                properties.load(content);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version", "1");
    }

    @Override
    public void close() {
        CatBoostRuntime.close(model);
    }
}
