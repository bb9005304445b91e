package understudy.runtimes.h2o;

import static java.nio.charset.StandardCharsets.UTF_8;

import hex.genmodel.MojoModel;
import hex.genmodel.algos.gam.GamMojoModelBase;
import hex.genmodel.algos.word2vec.WordEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Loads MOJO models: a zip file, or its unpacked folder. Needs no native code and unpacks nothing.
 *
 * <p>The option {@code unknown_categories} says what becomes of a category the model was not trained with:
 * {@code refuse} (as without it) or {@code missing}, as H2O's own cluster treats it.
 */
public final class H2oRuntime implements ServingRuntime {
    static final String UNKNOWN = "unknown_categories";
    private static final String DESCRIPTION = "model.ini";
    private static final String LIST = "META-INF/understudy/understudy-pack.txt";
    private static final String ARTIFACT = "ai.h2o:h2o-genmodel:";
    private static final String SUFFIX = ".mojo";
    private static final int LONGEST = 200;

    @Override
    public String name() {
        return "h2o";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return Files.isDirectory(artifact.path())
                ? folder(artifact.path()).isPresent()
                : artifact.fileName().toLowerCase(Locale.ROOT).endsWith(SUFFIX) || isZipOfModel(artifact.path());
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        MojoModel model = read(artifact);
        if (model instanceof GamMojoModelBase) {
            throw refused(artifact, "is a generalised additive model, which this runtime does not evaluate",
                    "Export a GLM, GBM or stacked ensemble instead.");
        }
        if (model instanceof WordEmbeddingModel words) {
            return WordInstance.of(words, loading.signature());
        }
        return MojoInstance.of(model, artifact.fileName(), refusesUnknown(loading), loading.signature());
    }

    /** The library's jar does not tell its version, the pack's list does; the program may have lists of other packs. */
    static String library() {
        try {
            for (URL list : Collections.list(H2oRuntime.class.getClassLoader().getResources(LIST))) {
                try (InputStream content = list.openStream()) {
                    Optional<String> line = new String(content.readAllBytes(), UTF_8)
                            .lines()
                            .filter(one -> one.startsWith(ARTIFACT))
                            .findFirst();
                    if (line.isPresent()) {
                        return "h2o-genmodel " + line.get().substring(ARTIFACT.length(), line.get().indexOf(' '));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new IllegalStateException("the pack's own list is not in it");
    }

    private static boolean refusesUnknown(Loading loading) {
        String rule = loading.option(UNKNOWN).orElse("refuse");
        if (!List.of("refuse", "missing").contains(rule)) {
            throw Problem.invalid("options." + UNKNOWN, rule, "refuse or missing");
        }
        return rule.equals("refuse");
    }

    private static MojoModel read(Artifact artifact) {
        Path path = artifact.path();
        if (Files.isDirectory(path)) {
            path = folder(path).orElseThrow(() -> notMojo(artifact));
            checkTrees(artifact, path);
        } else if (!isZipOfModel(path)) {
            throw notMojo(artifact);
        }
        try {
            return MojoModel.load(path.toString());
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "H2O does not load '" + artifact.fileName() + "': " + reason(unreadable, path),
                    "Download the MOJO again, from H2O 3.46 or older.",
                    unreadable);
        }
    }

    /** The library takes a tree without a file for one that adds nothing, as classes may have, and would answer wrongly. */
    private static void checkTrees(Artifact artifact, Path folder) {
        try {
            int trees = Files.readAllLines(folder.resolve(DESCRIPTION)).stream()
                    .filter(line -> line.matches("n_trees = \\d{1,9}"))
                    .mapToInt(line -> Integer.parseInt(line.substring("n_trees = ".length())))
                    .findFirst()
                    .orElse(0);
            String[] files = Optional.ofNullable(folder.resolve("trees").toFile().list()).orElse(new String[0]);
            Set<String> there = Arrays.stream(files)
                    .map(name -> name.replaceAll("^t\\d+_0*(\\d+)\\.bin$|^t0*(\\d+)\\.bin$", "$1$2"))
                    .collect(Collectors.toSet());
            for (int tree = 0; tree < trees; tree++) {
                if (!there.contains(Integer.toString(tree))) {
                    throw refused(artifact, "lacks tree " + tree + " of its " + trees, "Upload the whole zip.");
                }
            }
        } catch (IOException unreadable) {
            throw notMojo(artifact);
        }
    }

    /** What the library says, where it is a sentence for people; many of its refusals are mishaps without one. */
    private static String reason(Throwable refused, Path path) {
        String message = Optional.ofNullable(refused.getMessage()).orElse("");
        String first = message.lines().findFirst().orElse("").replace(path.toString(), "the model").replaceAll("[\\s.]+$", "");
        boolean sentence = first.contains(" ") && !first.contains("/") && !first.contains("Exception") && !first.contains("()");
        return !sentence
                ? "a part of it is missing or cut off"
                : first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
    }

    private static Problem notMojo(Artifact artifact) {
        return refused(artifact, "is not a MOJO: it has no " + DESCRIPTION + ", or is cut off",
                "Save the model with model.download_mojo() or save_mojo().");
    }

    private static Problem refused(Artifact artifact, String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' " + fact, remedy);
    }

    /** Where the description is: in the folder, or in the only folder in it. */
    private static Optional<Path> folder(Path path) {
        if (Files.isRegularFile(path.resolve(DESCRIPTION))) {
            return Optional.of(path);
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> entries = inside.toList();
            return entries.size() == 1 && Files.isRegularFile(entries.getFirst().resolve(DESCRIPTION))
                    ? Optional.of(entries.getFirst())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isZipOfModel(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry(DESCRIPTION) != null;
        } catch (IOException noZip) {
            return false;
        }
    }
}
