package understudy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file store as MLflow does. */
record MlflowStore(Path root) {
    MlflowStore model(String name, String description) throws IOException {
        write("models/" + name + "/meta.yaml", """
                creation_timestamp: 1700000000000
                description: %s
                last_updated_timestamp: 1700000000000
                name: %s
                """.formatted(description, name));
        return this;
    }

    MlflowStore alias(String model, String alias, int version) throws IOException {
        write("models/" + model + "/aliases/" + alias, version + "\n");
        return this;
    }

    MlflowStore tag(String path, String key, String value) throws IOException {
        write("models/" + path + "/tags/" + key, value);
        return this;
    }

    /** @param location written as it is */
    MlflowStore version(String model, int number, String stage, String location) throws IOException {
        write("models/%s/version-%d/meta.yaml".formatted(model, number), """
                aliases: []
                creation_timestamp: 1700000000000
                current_stage: %s
                description: null
                name: %s
                run_id: run%d
                source: %s
                status: READY
                storage_location: %s
                user_id: null
                version: %d
                """.formatted(stage, model, number, location, location, number));
        return this;
    }

    /** With its files, where MLflow 2 keeps them. */
    MlflowStore version(String model, int number, String stage) throws IOException {
        String folder = "7/run%d/artifacts/%s".formatted(number, model);
        artifact(folder, model + " " + number);
        return version(model, number, stage, root.resolve(folder).toUri().toString());
    }

    MlflowStore artifact(String folder, String content) throws IOException {
        write(folder + "/MLmodel", "flavors: {}\n");
        write(folder + "/data/model.bin", content);
        return this;
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
