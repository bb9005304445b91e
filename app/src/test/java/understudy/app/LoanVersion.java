package understudy.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import understudy.demo.Demonstration;

/** The demonstration's models, each in another technology, with the signatures they come with. */
enum LoanVersion {
    LOGISTIC_REGRESSION("1-logistic-regression", "loan-default.onnx"),
    BOOSTED_TREES("2-boosted-trees", "loan-default.onnx"),
    LIGHTGBM("3-lightgbm", "loan-default.txt"),
    NETWORK("4-neural-network", "loan-default.onnx");

    private final String folder;
    private final String fileName;

    LoanVersion(String folder, String fileName) {
        this.folder = folder;
        this.fileName = fileName;
    }

    String fileName() {
        return fileName;
    }

    byte[] artifact() {
        return read(fileName);
    }

    byte[] metadata() {
        return read("metadata.json");
    }

    private byte[] read(String name) {
        try (InputStream file = Demonstration.class.getResourceAsStream("models/" + folder + "/" + name)) {
            if (file == null) {
                throw new IllegalStateException(folder + "/" + name + " is not on the class path");
            }
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
