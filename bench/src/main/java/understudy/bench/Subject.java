package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metarank.lightgbm4j.LGBMException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import understudy.core.DataType;
import understudy.core.Signature;

/**
 * A model that one runtime serves.
 *
 * @param runtime its name
 * @param what the model, for people
 * @param path file or folder
 * @param given the signature that the file itself does not tell
 * @param ranges of each input, where the model takes no others; else empty
 */
record Subject(String runtime, String what, Path path, Optional<Signature> given, List<TableRows.Range> ranges) {
    private static final List<String> PACKS = List.of("catboost", "h2o", "tensorflow", "torch");

    /** Digits, see the model's source: an image in, the logarithm of ten probabilities out. */
    private static final Signature DIGITS = new Signature(
            List.of(new Signature.Input("x", DataType.FP32, List.of(-1L, 1L, 28L, 28L), List.of())),
            List.of(new Signature.Output("y", DataType.FP32, List.of(-1L, 10L), Signature.Meaning.OTHER, List.of())));

    /** Centimetres that the model's dictionary allows for the sepals' length and width, the petals' length and width. */
    private static final List<TableRows.Range> IRISES = List.of(
            new TableRows.Range(4.3, 7.9), new TableRows.Range(2, 4.4), new TableRows.Range(1, 6.9),
            new TableRows.Range(0.1, 2.5));

    private static final String DIGITS_JSON = """
            "signature": {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1, 28, 28], "features": []}],
             "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 10], "meaning": "other", "classes": []}]},""";

    private Subject(String runtime, String what, Path path) {
        this(runtime, what, path, Optional.empty(), List.of());
    }

    /** Those of which a model is there: what the bench makes, and what is among the cases. */
    static List<Subject> all(Installation installation, Path cases) throws IOException, LGBMException {
        List<Subject> all = new ArrayList<>();
        Path lightGbm = cases.resolve("lightgbm-examples/binary_classification/model_trained.txt");
        // training loads LightGBM's native library, whose OpenMP and that of PyTorch cannot be in one process
        all.add(Files.exists(lightGbm)
                ? new Subject("trees", "LightGBM's example of binary classification", lightGbm)
                : new Subject("trees", "100 trees, made", installation.write("trees.txt", trained())));
        all.add(new Subject("onnx", "network of two hidden layers, made", installation.write("network.onnx", BenchModels.network())));
        all.add(new Subject("pmml", "KServe's tree for irises",
                cases.resolve("kserve-example-models/pmmlserver/pmmlserver/example_model/model/model.pmml"),
                Optional.empty(), IRISES));
        all.add(new Subject("h2o", "stacked ensemble, Titanic", cases.resolve("h2o-genmodel/algos/ensemble/binomial_titanic.zip")));
        all.add(new Subject("catboost", "100 oblivious trees of depth 6, made",
                installation.write("made.cbm", CatBoostFile.bytes(BenchModels.FEATURES, 100, 6))));
        all.add(new Subject("torch", "convolutional network for digits",
                cases.resolve("torchscript-mnist-cnn/model.pt"), Optional.of(DIGITS), List.of()));
        all.add(new Subject("tensorflow", "TensorFlow Serving's half plus two",
                cases.resolve("tf-serving/saved_model_half_plus_two_tf2_cpu")));
        return all.stream().filter(subject -> Files.exists(subject.path())).toList();
    }

    private static byte[] trained() throws LGBMException {
        return new BenchModels(1).lightGbm().getBytes(UTF_8);
    }

    boolean isPack() {
        return PACKS.contains(runtime);
    }

    /** What a registration says of it. */
    String metadata(String isolation) {
        return "{" + (given.isPresent() ? DIGITS_JSON : "") + "\"options\": {\"isolation\": \"" + isolation + "\"}}";
    }

    String fileName() {
        return path.getFileName() + (Files.isDirectory(path) ? ".zip" : "");
    }

    byte[] upload() throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.readAllBytes(path);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(path.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
