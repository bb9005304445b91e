package understudy.runtimes.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.trees.OnnxTrees;

/**
 * A graph that is only a tree ensemble, evaluated without onnxruntime. Taken only where it has given onnxruntime's
 * answers to rows at random and at the trees' own thresholds, and was not slower.
 */
final class TreeGraph implements Instance {
    /** Additions in another order differ by this much and no more; see ONNX's own tolerance for its cases. */
    private static final double TOLERANCE = 1e-5;

    private static final int CHECKED = 256;
    private static final int BATCH = 64;
    /** Long enough for the evaluator to be compiled before it is judged. */
    private static final long MEASURED_NANOS = 40_000_000;

    private static final int FEWEST_CALLS = 20;
    private static final String LIBRARY = "trees 0.1.0";

    private final OnnxTrees trees;
    private final Signature signature;
    private final int maxRows;
    /** For each output of the signature its place among the graph's. */
    private final int[] places;
    /** For each input of the graph its place among the signature's. */
    private final int[] order;

    private TreeGraph(OnnxTrees trees, Signature signature, int maxRows) {
        this.trees = trees;
        this.signature = signature;
        this.maxRows = maxRows;
        List<String> outputs = trees.outputs().stream().map(OnnxTrees.Output::name).toList();
        this.places = signature.outputs().stream().mapToInt(output -> outputs.indexOf(output.name())).toArray();
        List<String> inputs = signature.inputs().stream().map(Signature.Input::name).toList();
        this.order = trees.inputs().stream().mapToInt(input -> inputs.indexOf(input.name())).toArray();
    }

    /** The faster of the two that gives onnxruntime's answers; the other one is closed. */
    static Instance orSession(OnnxTrees found, Instance session) {
        if (!suits(found, session.signature())) {
            return session;
        }
        TreeGraph trees = new TreeGraph(found, session.signature(), session.maxRows());
        if (trees.agreesWith(session) && trees.isNotSlowerThan(session)) {
            session.close();
            return trees;
        }
        return session;
    }

    private static boolean suits(OnnxTrees trees, Signature signature) {
        boolean suits = trees.inputs().size() == signature.inputs().size();
        for (Signature.Input input : signature.inputs()) {
            suits &= input.shape().size() == 2 && input.type().isNumeric();
        }
        for (Signature.Output output : signature.outputs()) {
            suits &= trees.outputs().stream()
                    .anyMatch(there -> there.name().equals(output.name())
                            && there.type() == output.type()
                            && (there.kind() != OnnxTrees.Kind.MAPS || there.classes().equals(output.classes())));
        }
        return suits;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String library() {
        return LIBRARY;
    }

    @Override
    public int maxRows() {
        return maxRows;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        NamedTensor[] ordered = new NamedTensor[order.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = inputs.get(order[i]);
        }
        List<NamedTensor> all = trees.predict(List.of(ordered), rows);
        NamedTensor[] outputs = new NamedTensor[places.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = all.get(places[i]);
        }
        return List.of(outputs);
    }

    private boolean agreesWith(Instance session) {
        int rows = maxRows == Integer.MAX_VALUE ? CHECKED : maxRows;
        int calls = Math.max(1, CHECKED / rows);
        Random random = new Random(rows);
        for (int call = 0; call < calls; call++) {
            List<NamedTensor> inputs = rows(random, rows);
            List<NamedTensor> here = predict(inputs, rows);
            List<NamedTensor> there = session.predict(inputs, rows);
            for (int i = 0; i < here.size(); i++) {
                if (!same(here.get(i).tensor(), there.get(i).tensor())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean same(Tensor here, Tensor there) {
        if (here.type() != there.type() || !Arrays.equals(here.shape(), there.shape())) {
            return false;
        }
        for (int i = 0; i < here.size(); i++) {
            boolean close = here.type().isFloating()
                    ? Math.abs(here.number(i) - there.number(i)) <= TOLERANCE * Math.max(1, Math.abs(there.number(i)))
                    : here.text(i).equals(there.text(i));
            if (!close) {
                return false;
            }
        }
        return true;
    }

    /** Half the values are thresholds, half are spread over the feature's thresholds and beyond. */
    private List<NamedTensor> rows(Random random, int rows) {
        List<double[]> thresholds = trees.thresholds();
        List<NamedTensor> inputs = new ArrayList<>();
        int feature = 0;
        for (Signature.Input input : signature.inputs()) {
            int width = (int) Math.max(1, input.shape().get(1) < 0 ? trees.features() : input.shape().get(1));
            double[] values = new double[rows * width];
            for (int column = 0; column < width; column++) {
                double[] known = feature < thresholds.size() ? thresholds.get(feature) : new double[0];
                for (int row = 0; row < rows; row++) {
                    double near = known.length == 0 ? 0 : known[random.nextInt(known.length)];
                    boolean exact = Double.isFinite(near) && random.nextBoolean();
                    values[row * width + column] = exact ? near : random.nextGaussian() * (1 + Math.abs(finite(near)));
                }
                feature++;
            }
            inputs.add(new NamedTensor(input.name(), typed(input.type(), values, rows, width)));
        }
        return inputs;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static Tensor typed(DataType type, double[] values, int rows, int width) {
        Tensor plain = PlainRows.of(
                new Signature.Input("x", type, List.of((long) rows, (long) width), List.of()), rows);
        switch (plain.values()) {
            case float[] floats -> {
                for (int i = 0; i < values.length; i++) {
                    floats[i] = (float) values[i];
                }
            }
            case double[] doubles -> System.arraycopy(values, 0, doubles, 0, values.length);
            case long[] longs -> {
                for (int i = 0; i < values.length; i++) {
                    longs[i] = (long) values[i];
                }
            }
            case int[] ints -> {
                for (int i = 0; i < values.length; i++) {
                    ints[i] = (int) values[i];
                }
            }
            default -> {}
        }
        return plain;
    }

    /** By the geometric mean of one row and a batch; a tenth is given, so that a hair's breadth does not decide. */
    private boolean isNotSlowerThan(Instance session) {
        Random random = new Random(1);
        int one = maxRows == Integer.MAX_VALUE ? 1 : maxRows;
        int many = maxRows == Integer.MAX_VALUE ? BATCH : maxRows;
        List<NamedTensor> single = rows(random, one);
        List<NamedTensor> batch = rows(random, many);
        double ratio = (double) nanos(this, single, one) / nanos(session, single, one)
                * nanos(this, batch, many) / nanos(session, batch, many);
        return Math.sqrt(ratio) <= 1.1;
    }

    /** The fastest of many calls: what disturbs a call only ever makes it slower. */
    private static long nanos(Instance instance, List<NamedTensor> inputs, int rows) {
        long least = Long.MAX_VALUE;
        long began = System.nanoTime();
        for (int call = 0; call < FEWEST_CALLS || System.nanoTime() - began < MEASURED_NANOS; call++) {
            long start = System.nanoTime();
            instance.predict(inputs, rows);
            least = Math.min(least, System.nanoTime() - start);
        }
        return Math.max(1, least);
    }

    @Override
    public OptionalLong memory() {
        return OptionalLong.of(trees.memory());
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
