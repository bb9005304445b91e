package understudy.demo;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import understudy.api.DecisionView;
import understudy.api.SignatureView;
import understudy.api.VersionMetadata;
import understudy.api.Wire;

/**
 * Trains the demonstration's four models and writes each with its metadata. The same source makes the same files.
 *
 * <p>Its one argument is the folder to write to; the README beside the models has the command.
 */
final class MakeModels {
    /** Seed of people no model was trained on, for the numbers on the cards. */
    private static final long FRESH = 99;

    private final Path folder;
    private final JsonMapper json = Wire.json()
            .rebuild()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
            .build();
    private final TrainingTable fresh = TrainingTable.draw(FRESH, 20_000, person -> true);

    private MakeModels(Path folder) {
        this.folder = folder;
    }

    static void main(String[] arguments) throws IOException, OrtException, LGBMException {
        MakeModels make = new MakeModels(Path.of(arguments[0]));
        make.logisticRegression();
        make.boostedTrees();
        make.lightGbm();
        make.network();
    }

    private void logisticRegression() throws IOException, OrtException, LGBMException {
        LogisticRegression model = new LogisticRegression(TrainingTable.draw(1, 12_000, person -> true));
        write(
                LoanModel.LOGISTIC_REGRESSION,
                model.toOnnx(),
                Optional.of(columnsSignature(model.inputs())),
                "Logistic regression on seven features: what the bank began with.",
                "Straight lines only; never asks the credit bureau, nor what the loan is for.");
    }

    private void boostedTrees() throws IOException, OrtException, LGBMException {
        BoostedTrees model = new BoostedTrees(
                TrainingTable.draw(2, 25_000, person -> true),
                60,
                "num_leaves=12 learning_rate=0.09 min_data_in_leaf=60");
        write(
                LoanModel.BOOSTED_TREES,
                model.toOnnx(),
                Optional.of(matrixSignature(
                        "features",
                        "FP32",
                        List.of(output("label", "INT64", "label"), output("probabilities", "FP32", "score", 2)))),
                "Gradient boosting of 60 small trees, as an ONNX tree ensemble.",
                "Treats categories as numbers in alphabetical order.");
    }

    private void lightGbm() throws IOException, OrtException, LGBMException {
        BoostedTrees model = new BoostedTrees(
                TrainingTable.draw(3, 80_000, person -> true),
                110,
                "num_leaves=15 learning_rate=0.08 min_data_in_leaf=80 categorical_feature=4,5,6 cat_smooth=20");
        write(
                LoanModel.LIGHTGBM,
                model.toText().getBytes(StandardCharsets.UTF_8),
                Optional.of(matrixSignature("input", "FP64", List.of(output("probability", "FP64", "score")))),
                "LightGBM with categorical splits, trained on all channels.",
                "Has seen few applicants above eighty.");
    }

    private void network() throws IOException, OrtException, LGBMException {
        Perceptron model = new Perceptron(
                TrainingTable.draw(4, 30_000, person -> !person.channel().equals("broker")),
                16,
                new SplittableRandom(4));
        write(
                LoanModel.NETWORK,
                model.toOnnx(),
                Optional.of(matrixSignature("features", "FP32", List.of(output("probability", "FP32", "score", 1)))),
                "A neural network of two hidden layers.",
                "Trained before brokers were let in: expect it to be worse where they bring the applicant.");
    }

    private void write(
            LoanModel model, byte[] artifact, Optional<SignatureView> signature, String intent, String limits)
            throws IOException, OrtException, LGBMException {
        double[] scores = ModelScores.of(artifact, model.fileName(), fresh);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("title", model.title());
        card.put("description", intent);
        card.put("intended_use", "Probability that a consumer loan is not paid back; for applications of 500 euros and more.");
        card.put("limits", limits);
        card.put("training_data", "Made by LoanApplications; nobody's real data.");
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("auc", rounded(fresh.areaUnderCurve(scores)));
        metrics.put("log_loss", rounded(fresh.logLoss(scores)));
        card.put("metrics", metrics);
        boolean first = model == LoanModel.LOGISTIC_REGRESSION;
        VersionMetadata metadata = new VersionMetadata(
                Optional.empty(),
                signature,
                first ? Optional.of(callers()) : Optional.empty(),
                first ? Optional.of("binary") : Optional.empty(),
                first ? Optional.of("consumer-credit") : Optional.empty(),
                first ? Optional.of("high") : Optional.empty(),
                first ? Optional.of("PT30S") : Optional.empty(),
                Optional.of(new DecisionView(
                        Optional.of(LoanModel.THRESHOLD), Optional.of("decline"), Optional.of("accept"), List.of(), List.of())),
                Map.of(),
                card);
        Path home = Files.createDirectories(folder.resolve(model.folder()));
        Files.write(home.resolve(model.fileName()), artifact);
        Files.writeString(
                home.resolve("metadata.json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n");
        System.out.printf(
                Locale.ROOT, "%-22s %7d bytes  auc %.4f  log loss %.4f  declines %.3f%n",
                model.folder(), artifact.length, fresh.areaUnderCurve(scores), fresh.logLoss(scores),
                IntStream.range(0, scores.length).filter(i -> scores[i] >= LoanModel.THRESHOLD).count() / (double) scores.length);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /** What callers of the model send: a column for each feature. */
    private static SignatureView callers() {
        return new SignatureView(
                features().stream()
                        .map(feature -> new SignatureView.Input(
                                feature.name(),
                                feature.categories().isEmpty() ? "FP64" : "BYTES",
                                List.of(-1L),
                                List.of(feature)))
                        .toList(),
                List.of(output("probability", "FP64", "score")));
    }

    /** What a version takes that wants a tensor for each column. */
    private static SignatureView columnsSignature(List<String> names) {
        return new SignatureView(
                names.stream()
                        .map(name -> features().get(TrainingTable.NAMES.indexOf(name)))
                        .map(feature -> new SignatureView.Input(
                                feature.name(),
                                feature.categories().isEmpty() ? "FP32" : "BYTES",
                                List.of(-1L, 1L),
                                List.of(feature)))
                        .toList(),
                List.of(output("output_label", "BYTES", "label"), output("output_probability", "FP32", "score", 2)));
    }

    /** What a version takes that wants one matrix of numbers and codes. */
    private static SignatureView matrixSignature(String input, String type, List<SignatureView.Output> outputs) {
        List<Long> shape = List.of(-1L, (long) TrainingTable.NAMES.size());
        return new SignatureView(List.of(new SignatureView.Input(input, type, shape, features())), outputs);
    }

    /** @param width columns of a matrix; none for a vector */
    private static SignatureView.Output output(String name, String type, String meaning, long... width) {
        List<Long> shape = LongStream.concat(LongStream.of(-1), LongStream.of(width)).boxed().toList();
        return new SignatureView.Output(name, type, shape, Optional.of(meaning), List.of("paid", "default"));
    }

    private static List<SignatureView.Feature> features() {
        List<String> mayBeMissing = List.of("income", "employment", "utilisation", "past_delinquencies");
        return TrainingTable.NAMES.stream()
                .map(name -> new SignatureView.Feature(
                        name,
                        switch (name) {
                            case "purpose" -> LoanApplication.PURPOSES;
                            case "employment" -> LoanApplication.EMPLOYMENTS;
                            case "housing" -> LoanApplication.HOUSINGS;
                            default -> List.of();
                        },
                        mayBeMissing.contains(name) ? Optional.of(true) : Optional.empty(),
                        Optional.empty()))
                .toList();
    }
}
