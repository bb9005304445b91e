package understudy.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Two tiny kinds of model. {@code linear 0.5} scores {@code sigmoid(0.5 + age/100)} from age, income (may be missing) and
 * region (may be missing); {@code echo FP16} gives back what it takes.
 */
final class SmallRuntime implements ServingRuntime {
    @Override
    public String name() {
        return "small";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().endsWith(".small");
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        String[] words = words(artifact);
        return switch (words[0]) {
            case "linear" -> new Linear(Double.parseDouble(words[1]));
            case "echo" -> new Echo(DataType.valueOf(words[1]));
            default -> throw new Problem(Problem.Code.UNPROCESSABLE, artifact.fileName() + " is neither linear nor echo", "");
        };
    }

    private static String[] words(Artifact artifact) {
        try {
            return Files.readString(artifact.path()).strip().split(" ");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    record Linear(double bias) implements Instance {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of(
                            Signature.Input.column("age", DataType.FP64, false),
                            Signature.Input.column("income", DataType.FP32, true),
                            Signature.Input.column("region", DataType.BYTES, true)),
                    List.of(
                            new Signature.Output("score", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of("good", "bad")),
                            new Signature.Output("label", DataType.INT64, List.of(-1L), Signature.Meaning.LABEL, List.of("good", "bad"))));
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            double[] ages = inputs.getFirst().tensor().doubles();
            double[] scores = new double[rows];
            long[] labels = new long[rows];
            for (int row = 0; row < rows; row++) {
                scores[row] = 1 / (1 + Math.exp(-bias - ages[row] / 100));
                labels[row] = scores[row] >= 0.5 ? 1 : 0;
            }
            return List.of(new NamedTensor("score", Tensor.of(scores)), new NamedTensor("label", Tensor.of(labels)));
        }

        @Override
        public String library() {
            return "small 1";
        }

        @Override
        public void close() {}
    }

    record Echo(DataType type) implements Instance {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of(new Signature.Input("x", type, List.of(-1L, -1L), List.of())),
                    List.of(new Signature.Output("y", type, List.of(-1L, -1L), Signature.Meaning.OTHER, List.of())));
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            return List.of(new NamedTensor("y", inputs.getFirst().tensor()));
        }

        @Override
        public String library() {
            return "small 1";
        }

        @Override
        public void close() {}
    }
}
