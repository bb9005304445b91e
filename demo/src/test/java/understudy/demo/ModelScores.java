package understudy.demo;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a model file says of a table, by the library its format comes from. */
final class ModelScores {
    private ModelScores() {}

    /** Probability of default, one a row. */
    static double[] of(byte[] model, String fileName, TrainingTable table) throws OrtException, LGBMException {
        return fileName.endsWith(".onnx") ? onnx(model, table) : lightGbm(model, table);
    }

    private static double[] lightGbm(byte[] model, TrainingTable table) throws LGBMException {
        try (LGBMBooster booster = LGBMBooster.loadModelFromString(new String(model, StandardCharsets.UTF_8))) {
            return booster.predictForMat(
                    table.flat(), table.rows().length, TrainingTable.NAMES.size(), true,
                    PredictionType.C_API_PREDICT_NORMAL, "num_threads=1");
        }
    }

    private static double[] onnx(byte[] model, TrainingTable table) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model, new OrtSession.SessionOptions())) {
            Map<String, OnnxTensorLike> inputs = session.getInputNames().contains("features")
                    ? Map.of("features", matrix(environment, table))
                    : columns(environment, session, table);
            try (OrtSession.Result result = session.run(inputs)) {
                return probabilities(result.get(session.getNumOutputs() == 1 ? 0 : 1));
            } finally {
                inputs.values().forEach(OnnxTensorLike::close);
            }
        }
    }

    private static OnnxTensor matrix(OrtEnvironment environment, TrainingTable table) throws OrtException {
        float[][] matrix = new float[table.rows().length][TrainingTable.NAMES.size()];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix[row].length; column++) {
                matrix[row][column] = (float) table.rows()[row][column];
            }
        }
        return OnnxTensor.createTensor(environment, matrix);
    }

    private static Map<String, OnnxTensorLike> columns(
            OrtEnvironment environment, OrtSession session, TrainingTable table) throws OrtException {
        Map<String, OnnxTensorLike> columns = new HashMap<>();
        for (String name : session.getInputNames()) {
            int column = TrainingTable.NAMES.indexOf(name);
            columns.put(name, switch (name) {
                case "employment" -> OnnxTensor.createTensor(environment, table.people().stream()
                        .map(person -> new String[] {person.employment().orElse("")})
                        .toArray(String[][]::new));
                case "housing" -> OnnxTensor.createTensor(environment, table.people().stream()
                        .map(person -> new String[] {person.housing()})
                        .toArray(String[][]::new));
                default -> OnnxTensor.createTensor(environment, Arrays.stream(table.rows())
                        .map(row -> new float[] {(float) row[column]})
                        .toArray(float[][]::new));
            });
        }
        return columns;
    }

    private static double[] probabilities(OnnxValue output) throws OrtException {
        if (output.getValue() instanceof float[][] rows) {
            return Arrays.stream(rows).mapToDouble(row -> row[row.length - 1]).toArray();
        }
        List<?> maps = (List<?>) output.getValue();
        double[] probabilities = new double[maps.size()];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = ((Number) Objects.requireNonNull(((OnnxMap) maps.get(i)).getValue().get("default"))).doubleValue();
        }
        return probabilities;
    }
}
