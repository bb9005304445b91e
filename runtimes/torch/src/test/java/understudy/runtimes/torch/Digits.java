package understudy.runtimes.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;

/** A small network that reads digits, with 62 images; both are read where they are. */
final class Digits {
    static final int IMAGES = 62;
    private static final int PIXELS = 28 * 28;
    private static final Path CASE =
            Path.of(System.getProperty("understudy.cases", "../../../shared/cases"), "torchscript-mnist-cnn");

    private Digits() {}

    static Artifact artifact() {
        return new Artifact(CASE.resolve("model.pt"), "model.pt", "0".repeat(64));
    }

    static Signature signature() {
        return new Signature(
                List.of(new Signature.Input("image", DataType.FP32, List.of(-1L, 1L, 28L, 28L), List.of())),
                List.of(new Signature.Output("scores", DataType.FP32, List.of(-1L, 10L), Meaning.OTHER, List.of())));
    }

    /** The first images, values as the network was trained with. */
    static List<NamedTensor> images(int count) {
        double[][] pixels = numbers("inputs_62x784.csv");
        float[] values = new float[count * PIXELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) pixels[i / PIXELS % IMAGES][i % PIXELS];
        }
        return List.of(new NamedTensor("image", Tensor.of(values, count, 1, 28, 28)));
    }

    static double[][] numbers(String file) {
        try {
            return Files.readAllLines(CASE.resolve(file)).stream()
                    .map(line -> List.of(line.split(",")).stream().mapToDouble(Double::parseDouble).toArray())
                    .toArray(double[][]::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
