package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for words in files that are text, or hold some. */
final class TextLook {
    private static final Pattern LOADER = Pattern.compile("(?m)^\\s*loader_module:\\s*['\"]?([\\w.]+)");
    private static final Pattern LAMBDA = Pattern.compile("\\\\?\"class_name\\\\?\"\\s*:\\s*\\\\?\"Lambda\\\\?\"");

    /** As long as the longest match of interest. */
    private static final int OVERLAP = 256;

    private static final int PIECE = 1 << 20;

    private TextLook() {}

    /** The MLmodel file of an MLflow folder names the module that loads the model. */
    static void mlflow(Looking looking, String file, Content content) throws IOException {
        Matcher loader = LOADER.matcher(new String(content.bytes(0, PIECE), UTF_8));
        while (loader.find()) {
            if (!loader.group(1).startsWith("mlflow.")) {
                looking.find(file, Kind.REFERENCE, loader.group(1), loader.start(), Verdict.UNKNOWN,
                        "is code beside the model that loads it");
            }
        }
    }

    /** Keras layers whose code is in the file, where the configuration stands as JSON among other bytes. */
    static void lambdas(Looking looking, String file, Content content) throws IOException {
        for (long at = 0; at < content.size(); at += PIECE - OVERLAP) {
            Matcher lambda = LAMBDA.matcher(new String(content.bytes(at, PIECE), ISO_8859_1));
            if (lambda.find()) {
                looking.find(file, Kind.LAYER, "Lambda", at + lambda.start(), Verdict.DANGEROUS,
                        "is a layer that carries Python code, which runs when the model does");
                return;
            }
        }
    }
}
