package understudy.runtimes.h2o;

import hex.genmodel.algos.word2vec.WordEmbeddingModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** Words to vectors. A word that is not in the vocabulary gets a vector of NaN. Safe for any number of threads. */
final class WordInstance implements Instance {
    private final WordEmbeddingModel model;
    private final Signature signature;
    private final String library = H2oRuntime.library();

    private WordInstance(WordEmbeddingModel model, Signature signature) {
        this.model = model;
        this.signature = signature;
    }

    static WordInstance of(WordEmbeddingModel model, Optional<Signature> given) {
        Input word = Input.column("word", DataType.BYTES, false);
        Output vector = new Output(
                "vector", DataType.FP32, List.of(-1L, (long) model.getVecSize()), Meaning.OTHER, List.of());
        Signature own = new Signature(List.of(word), List.of(vector));
        given.ifPresent(signature -> check(signature, own));
        return new WordInstance(model, given.orElse(own));
    }

    private static void check(Signature given, Signature own) {
        boolean fits = given.inputs().size() == 1
                && given.inputs().getFirst().type() == DataType.BYTES
                && given.inputs().getFirst().shape().size() == 1
                && given.outputs().size() == 1
                && given.outputs().getFirst().type() == DataType.FP32
                && given.outputs().getFirst().shape().equals(own.outputs().getFirst().shape());
        if (!fits) {
            throw MojoSignature.refused(
                    "other inputs or outputs", "one input BYTES[-1] and one output FP32" + own.outputs().getFirst().shape());
        }
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
        int width = model.getVecSize();
        float[] vectors = new float[rows * width];
        float[] one = new float[width];
        for (int row = 0; row < rows; row++) {
            if (model.transform0(inputs.getFirst().tensor().text(row), one) == null) {
                Arrays.fill(one, Float.NaN);
            }
            System.arraycopy(one, 0, vectors, row * width, width);
        }
        return List.of(new NamedTensor(signature.outputs().getFirst().name(), Tensor.of(vectors, rows, width)));
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
