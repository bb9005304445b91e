package understudy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The versions of {@code loan-default}, oldest first: version 1 is the first. */
enum LoanModel {
    LOGISTIC_REGRESSION("1-logistic-regression", "loan-default.onnx", "Logistic regression (ONNX)"),
    BOOSTED_TREES("2-boosted-trees", "loan-default.onnx", "Gradient-boosted trees (ONNX)"),
    LIGHTGBM("3-lightgbm", "loan-default.txt", "LightGBM"),
    NETWORK("4-neural-network", "loan-default.onnx", "Neural network (ONNX)");

    /** Every version declines at this probability of default and above: what a lost loan costs against its interest. */
    static final double THRESHOLD = 0.2;

    private final String folder;
    private final String fileName;
    private final String title;

    LoanModel(String folder, String fileName, String title) {
        this.folder = folder;
        this.fileName = fileName;
        this.title = title;
    }

    String folder() {
        return folder;
    }

    String fileName() {
        return fileName;
    }

    String title() {
        return title;
    }

    byte[] artifact() {
        return read(fileName);
    }

    /** A {@link understudy.api.VersionMetadata} as JSON. */
    byte[] metadata() {
        return read("metadata.json");
    }

    private byte[] read(String name) {
        String path = "models/" + folder + "/" + name;
        try (InputStream file = LoanModel.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " could not be read", e);
        }
    }
}
