package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.microsoft.ml.lightgbm.PredictionType;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.trees.Ensemble;
import understudy.trees.LightGbmText;
import understudy.trees.OnnxTrees;
import understudy.trees.XgboostJson;

/** Something that answers rows of one model, a call at a time, on the calling thread. Not for several threads. */
abstract class TreeEngine implements AutoCloseable {
    private static final int ROWS = 4096;
    private static final int FEATURES = 28;
    private static final int TREES = 100;
    private static final String ONNX = "/understudy/demo/models/2-boosted-trees/loan-default.onnx";

    private final String model;
    private final String name;

    private TreeEngine(String model, String name) {
        this.model = model;
        this.name = name;
    }

    String model() {
        return model;
    }

    String name() {
        return name;
    }

    /** Answers {@code batch} rows (1 or 64), others at each call. @return some of the answer */
    abstract double predict(int batch, int call) throws Exception;

    @Override
    public void close() throws Exception {}

    /** The engines for a model; ours first, then the library as Java callers use it. */
    static List<TreeEngine> of(String model) throws Exception {
        return switch (model) {
            case "LightGBM" -> lightGbm();
            case "XGBoost" -> xgboost();
            default -> onnx();
        };
    }

    private static List<TreeEngine> lightGbm() throws Exception {
        String title = TREES + " trees of 31 leaves, " + FEATURES + " features (LightGBM)";
        float[] matrix = matrix(FEATURES);
        double[] wide = new double[matrix.length];
        Arrays.setAll(wide, i -> matrix[i]);
        String parameters = "objective=binary num_leaves=31 num_threads=1 verbosity=-1";
        LGBMDataset data = LGBMDataset.createFromMat(wide, ROWS, FEATURES, true, parameters, null);
        data.setField("label", labels(matrix));
        LGBMBooster booster = LGBMBooster.create(data, parameters);
        for (int i = 0; i < TREES; i++) {
            booster.updateOneIter();
        }
        String text = booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.SPLIT);
        Ensemble ensemble = LightGbmText.parse(text.getBytes(UTF_8));
        double[][] ones = batches(wide, 1);
        double[][] many = batches(wide, 64);
        TreeEngine ours = new TreeEngine(title, "understudy") {
            @Override
            double predict(int batch, int call) {
                return ensemble.predict(pick(batch == 1 ? ones : many, call), batch)[0];
            }
        };
        LGBMBooster loaded = LGBMBooster.loadModelFromString(text);
        TreeEngine wrapper = new TreeEngine(title, "lightgbm4j") {
            @Override
            double predict(int batch, int call) throws Exception {
                return batch == 1
                        ? loaded.predictForMatSingleRow(pick(ones, call), PredictionType.C_API_PREDICT_NORMAL)
                        : loaded.predictForMat(
                                pick(many, call), batch, FEATURES, true, PredictionType.C_API_PREDICT_NORMAL,
                                "num_threads=1")[0];
            }
        };
        return List.of(ours, wrapper, new NativeLightGbm(title, text, wide));
    }

    private static List<TreeEngine> xgboost() throws Exception {
        String title = TREES + " trees of depth 6, " + FEATURES + " features (XGBoost)";
        float[] matrix = matrix(FEATURES);
        DMatrix data = new DMatrix(matrix, ROWS, FEATURES, Float.NaN);
        data.setLabel(labels(matrix));
        Booster booster = XGBoost.train(
                data, Map.of("objective", "binary:logistic", "max_depth", 6, "eta", 0.1, "nthread", 1), TREES, Map.of(),
                null, null);
        Ensemble ensemble = XgboostJson.parse(booster.toByteArray("json"));
        float[][] ones = batches(matrix, 1);
        float[][] many = batches(matrix, 64);
        return List.of(
                new TreeEngine(title, "understudy") {
                    @Override
                    double predict(int batch, int call) {
                        return ensemble.predict(pick(batch == 1 ? ones : many, call), batch)[0];
                    }
                },
                new TreeEngine(title, "xgboost4j, in place") {
                    @Override
                    double predict(int batch, int call) throws Exception {
                        return booster.inplace_predict(
                                pick(batch == 1 ? ones : many, call), batch, FEATURES, Float.NaN)[0][0];
                    }
                });
    }

    private static List<TreeEngine> onnx() throws Exception {
        byte[] model = resource();
        OnnxTrees trees = OnnxTrees.parse(model).orElseThrow();
        String title = trees.treeCount() + " boosted trees, " + trees.features() + " features (ONNX)";
        String input = trees.inputs().getFirst().name();
        float[][] ones = batches(matrix(trees.features()), 1);
        float[][] many = batches(matrix(trees.features()), 64);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        OrtSession session = OrtEnvironment.getEnvironment().createSession(model, options);
        return List.of(
                new TreeEngine(title, "understudy") {
                    @Override
                    double predict(int batch, int call) {
                        Tensor rows = Tensor.of(pick(batch == 1 ? ones : many, call), batch, trees.features());
                        return trees.predict(List.of(new NamedTensor(input, rows)), batch).get(1).tensor().floats()[0];
                    }
                },
                new TreeEngine(title, "onnxruntime 1.28.0") {
                    @Override
                    double predict(int batch, int call) throws Exception {
                        FloatBuffer rows = FloatBuffer.wrap(pick(batch == 1 ? ones : many, call));
                        try (OnnxTensor tensor = OnnxTensor.createTensor(
                                        OrtEnvironment.getEnvironment(), rows, new long[] {batch, trees.features()});
                                OrtSession.Result result = session.run(Map.of(input, tensor))) {
                            return ((OnnxTensor) result.get(1)).getFloatBuffer().get(0);
                        }
                    }

                    @Override
                    public void close() throws Exception {
                        session.close();
                    }
                });
    }

    /** LightGBM's C interface with rows that already lie in its memory: what the library costs by itself. */
    private static final class NativeLightGbm extends TreeEngine {
        private final SWIGTYPE_p_void booster;
        private final SWIGTYPE_p_double[] ones;
        private final SWIGTYPE_p_double[] many;
        private final SWIGTYPE_p_double output = lightgbmlib.new_doubleArray(64);
        private final SWIGTYPE_p_long_long length = lightgbmlib.new_int64_tp();

        NativeLightGbm(String model, String text, double[] matrix) {
            super(model, "LightGBM's C interface, rows laid out beforehand");
            SWIGTYPE_p_p_void handle = lightgbmlib.new_voidpp();
            SWIGTYPE_p_int iterations = lightgbmlib.new_intp();
            lightgbmlib.LGBM_BoosterLoadModelFromString(text, iterations, handle);
            booster = lightgbmlib.voidpp_value(handle);
            ones = Arrays.stream(batches(matrix, 1)).map(NativeLightGbm::copy).toArray(SWIGTYPE_p_double[]::new);
            many = Arrays.stream(batches(matrix, 64)).map(NativeLightGbm::copy).toArray(SWIGTYPE_p_double[]::new);
        }

        private static SWIGTYPE_p_double copy(double[] rows) {
            SWIGTYPE_p_double copy = lightgbmlib.new_doubleArray(rows.length);
            for (int i = 0; i < rows.length; i++) {
                lightgbmlib.doubleArray_setitem(copy, i, rows[i]);
            }
            return copy;
        }

        @Override
        double predict(int batch, int call) {
            SWIGTYPE_p_double rows = batch == 1 ? ones[call % ones.length] : many[call % many.length];
            int type = PredictionType.C_API_PREDICT_NORMAL.getType();
            SWIGTYPE_p_void start = lightgbmlib.double_to_voidp_ptr(rows);
            int wide = lightgbmlibConstants.C_API_DTYPE_FLOAT64;
            int result = batch == 1
                    ? lightgbmlib.LGBM_BoosterPredictForMatSingleRow(
                            booster, start, wide, FEATURES, 1, type, 0, -1, "num_threads=1", length, output)
                    : lightgbmlib.LGBM_BoosterPredictForMat(
                            booster, start, wide, batch, FEATURES, 1, type, 0, -1, "num_threads=1", length, output);
            if (result != 0) {
                throw new IllegalStateException(lightgbmlib.LGBM_GetLastError());
            }
            return lightgbmlib.doubleArray_getitem(output, 0);
        }
    }

    private static byte[] resource() throws IOException {
        try (InputStream stream = TreeEngine.class.getResourceAsStream(ONNX)) {
            if (stream == null) {
                throw new IllegalStateException("the demonstration's models are not on the class path");
            }
            return stream.readAllBytes();
        }
    }

    private static <T> T pick(T[] batches, int call) {
        return batches[call % batches.length];
    }

    private static double[][] batches(double[] matrix, int rows) {
        double[][] batches = new double[ROWS / rows][];
        int size = matrix.length / batches.length;
        Arrays.setAll(batches, i -> Arrays.copyOfRange(matrix, i * size, (i + 1) * size));
        return batches;
    }

    private static float[][] batches(float[] matrix, int rows) {
        float[][] batches = new float[ROWS / rows][];
        int size = matrix.length / batches.length;
        Arrays.setAll(batches, i -> Arrays.copyOfRange(matrix, i * size, (i + 1) * size));
        return batches;
    }

    private static float[] matrix(int features) {
        Random random = new Random(7);
        float[] matrix = new float[ROWS * features];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = random.nextInt(30) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        return matrix;
    }

    private static float[] labels(float[] matrix) {
        Random random = new Random(8);
        float[] labels = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int at = row * FEATURES;
            double signal = matrix[at] * matrix[at + 1] + matrix[at + 2] - matrix[at + 3] * matrix[at + 4];
            labels[row] = signal + random.nextGaussian() > 0 ? 1 : 0;
        }
        return labels;
    }
}
