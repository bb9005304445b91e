package understudy.runtimes.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** One session of onnxruntime, which any number of threads may run at once. */
final class OnnxInstance implements Instance {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String file;
    private final Signature signature;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Map<DataType, CastGraph> casts;
    private final int maxRows;

    private OnnxInstance(
            OrtEnvironment environment,
            OrtSession session,
            String file,
            Signature signature,
            Map<DataType, CastGraph> casts,
            int maxRows) {
        this.environment = environment;
        this.session = session;
        this.file = file;
        this.signature = signature;
        this.casts = casts;
        this.maxRows = maxRows;
        signature.outputs().forEach(output -> wanted.add(output.name()));
    }

    /**
     * Takes over the session.
     *
     * @param columns see {@link GraphSignature#inputs}
     * @throws Problem UNPROCESSABLE for a graph with inputs or outputs that cannot be served; INVALID for a given
     *     signature that cannot be true of it
     */
    static OnnxInstance of(
            OrtEnvironment environment, OrtSession session, String file, int columns, Optional<Signature> given) {
        Map<DataType, CastGraph> casts = new EnumMap<>(DataType.class);
        try {
            List<Signature.Input> inputs = GraphSignature.inputs(session, file, columns);
            for (Signature.Input input : inputs) {
                if (Tensors.isWideUnsigned(input.type()) && !casts.containsKey(input.type())) {
                    casts.put(input.type(), new CastGraph(environment, input.type()));
                }
            }
            Signature declared = new Signature(inputs, GraphSignature.outputs(session, file));
            int batch = fixedBatch(inputs);
            Signature seen = new OnnxInstance(environment, session, file, declared, casts, batch).observed();
            given.ifPresent(signature -> GraphSignature.check(signature, inputs, seen.outputs()));
            Signature signature =
                    given.orElseGet(() -> new Signature(inputs, GraphSignature.meant(seen.outputs())));
            return new OnnxInstance(environment, session, file, signature, casts, batch);
        } catch (OrtException refused) {
            close(casts, session);
            throw Refusals.loading(file, refused);
        } catch (RuntimeException refused) {
            close(casts, session);
            throw refused;
        }
    }

    private static int fixedBatch(List<Signature.Input> inputs) {
        int batch = Integer.MAX_VALUE;
        for (Signature.Input input : inputs) {
            if (!input.shape().isEmpty() && input.shape().getFirst() > 0) {
                batch = (int) Math.min(batch, input.shape().getFirst());
            }
        }
        return batch;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String library() {
        return "onnxruntime " + environment.getVersion();
    }

    @Override
    public int maxRows() {
        return maxRows;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        List<AutoCloseable> opened = new ArrayList<>(inputs.size());
        try {
            Map<String, OnnxTensorLike> given = LinkedHashMap.newLinkedHashMap(inputs.size());
            for (NamedTensor input : inputs) {
                given.put(input.name(), given(input.tensor(), opened));
            }
            try (OrtSession.Result result = session.run(given, wanted)) {
                return taken(result);
            }
        } catch (OrtException refused) {
            throw Refusals.running(file, refused);
        } finally {
            close(opened);
        }
    }

    private OnnxTensor given(Tensor tensor, List<AutoCloseable> opened) throws OrtException {
        OnnxTensor made = Tensors.give(environment, tensor);
        opened.add(made);
        CastGraph cast = casts.get(tensor.type());
        if (cast == null) {
            return made;
        }
        OrtSession.Result result = cast.cast(made);
        opened.add(result);
        return (OnnxTensor) result.get(0);
    }

    private List<NamedTensor> taken(OrtSession.Result result) throws OrtException {
        List<NamedTensor> outputs = new ArrayList<>(result.size());
        for (int i = 0; i < signature.outputs().size(); i++) {
            Signature.Output output = signature.outputs().get(i);
            OnnxValue value = result.get(output.name()).orElseThrow();
            Tensor tensor = switch (value) {
                case OnnxTensor dense -> Tensors.take(dense);
                case OnnxSequence maps -> scores(maps, output.classes());
                default -> throw Refusals.unsupported(file, "gave '" + output.name() + "', which is not a tensor");
            };
            outputs.add(new NamedTensor(output.name(), tensor));
        }
        return outputs;
    }

    /** What a ZipMap made of a matrix, as a matrix again: a map of class to score for each row. */
    private static Tensor scores(OnnxSequence maps, List<String> classes) throws OrtException {
        List<? extends OnnxValue> rows = maps.getValue();
        float[] scores = new float[rows.size() * classes.size()];
        for (int row = 0; row < rows.size(); row++) {
            for (Map.Entry<?, ?> entry : ((OnnxMap) rows.get(row)).getValue().entrySet()) {
                int column = classes.indexOf(entry.getKey().toString());
                if (column >= 0) {
                    scores[row * classes.size() + column] = ((Number) entry.getValue()).floatValue();
                }
            }
        }
        return Tensor.of(scores, rows.size(), classes.size());
    }

    /**
     * The declared signature with what two plain rows show: how wide outputs are whose shape the graph leaves open, and
     * which classes a ZipMap names. A graph that refuses plain rows stays as declared.
     */
    private Signature observed() throws OrtException {
        boolean free = maxRows == Integer.MAX_VALUE;
        int rows = free ? 2 : maxRows;
        List<AutoCloseable> opened = new ArrayList<>();
        List<Signature.Output> outputs = new ArrayList<>();
        try {
            Map<String, OnnxTensorLike> given = new LinkedHashMap<>();
            for (Signature.Input input : signature.inputs()) {
                given.put(input.name(), given(PlainRows.of(input, rows), opened));
            }
            try (OrtSession.Result result = session.run(given, wanted)) {
                for (Signature.Output output : signature.outputs()) {
                    outputs.add(observed(output, result.get(output.name()).orElseThrow(), rows));
                }
            }
        } catch (OrtException unwilling) {
            return signature;
        } finally {
            close(opened);
        }
        return new Signature(signature.inputs(), outputs);
    }

    private Signature.Output observed(Signature.Output output, OnnxValue value, int rows) throws OrtException {
        switch (value) {
            case OnnxTensor tensor -> {
                List<Long> shape = new ArrayList<>();
                long[] actual = tensor.getInfo().getShape();
                for (int i = 0; i < actual.length; i++) {
                    boolean open = output.shape().size() == actual.length && output.shape().get(i) < 0;
                    boolean counts = i == 0 && actual[0] == rows && maxRows == Integer.MAX_VALUE;
                    // an axis the graph leaves open may be the length of a text; only the width of a table is taken from
                    // what was seen
                    boolean width = i == 1 && actual.length == 2;
                    shape.add(counts || (open && !width) ? -1L : actual[i]);
                }
                return new Signature.Output(output.name(), output.type(), shape, output.meaning(), output.classes());
            }
            case OnnxSequence maps when !maps.getValue().isEmpty() && maps.getValue().getFirst() instanceof OnnxMap map -> {
                List<String> classes = map.getValue().keySet().stream()
                        .sorted((a, b) -> a instanceof Long one && b instanceof Long other
                                ? one.compareTo(other)
                                : a.toString().compareTo(b.toString()))
                        .map(Object::toString)
                        .toList();
                List<Long> shape = List.of(maxRows == Integer.MAX_VALUE ? -1L : rows, (long) classes.size());
                return new Signature.Output(output.name(), output.type(), shape, output.meaning(), classes);
            }
            default -> throw Refusals.unsupported(file, "gave '" + output.name() + "', which is not a tensor");
        }
    }

    private static void close(List<AutoCloseable> opened) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception unclosed) {
                throw new IllegalStateException("onnxruntime does not let go of a tensor", unclosed);
            }
        }
    }

    private static void close(Map<DataType, CastGraph> casts, OrtSession session) {
        casts.values().forEach(CastGraph::close);
        OnnxServingRuntime.close(session);
    }

    @Override
    public void close() {
        close(casts, session);
    }
}
