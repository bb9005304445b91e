package understudy.runtimes.h2o;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;

/** H2O's own test models, read where they are, and rows for them. */
final class Mojo {
    static final Path CASES =
            Path.of(System.getProperty("understudy.cases", "../../../shared/cases"), "h2o-genmodel");

    private Mojo() {}

    static Artifact at(String path) {
        Path file = CASES.resolve(path);
        return new Artifact(file, file.getFileName().toString(), "0".repeat(64));
    }

    /** Numbers at random, a tenth of them missing; categories out of those trained with, a tenth missing. */
    static List<NamedTensor> rows(Signature signature, int rows) {
        List<NamedTensor> inputs = new ArrayList<>();
        Random random = new Random(7);
        for (Signature.Input input : signature.inputs()) {
            int width = input.shape().size() == 2 ? input.shape().get(1).intValue() : 1;
            long[] shape = input.shape().size() == 2 ? new long[] {rows, width} : new long[] {rows};
            if (input.type() == DataType.BYTES) {
                List<String> categories = input.features().getFirst().categories();
                String[] texts = new String[rows];
                for (int i = 0; i < rows; i++) {
                    boolean missing = categories.isEmpty() || random.nextInt(10) == 0;
                    texts[i] = missing ? "" : categories.get(random.nextInt(categories.size()));
                }
                inputs.add(new NamedTensor(input.name(), Tensor.texts(texts, shape)));
            } else {
                boolean optional = input.features().getFirst().optional();
                double[] numbers = new double[rows * width];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = optional && random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian() * 20;
                }
                inputs.add(new NamedTensor(input.name(), Tensor.of(numbers, shape)));
            }
        }
        return inputs;
    }
}
