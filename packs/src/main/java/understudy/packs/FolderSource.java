package understudy.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.DoubleConsumer;
import understudy.core.Problem;

/** A folder somebody filled: all jars beside each other, or laid out as a Maven repository. For machines without a network. */
record FolderSource(Path folder) implements Source {
    @Override
    public void bring(List<Library> libraries, Path into, DoubleConsumer progress) {
        int done = 0;
        for (Library library : libraries) {
            Path found = List.of(
                            folder.resolve(library.uniqueName()),
                            folder.resolve(library.fileName()),
                            folder.resolve(String.join("/", library.repositoryPath())))
                    .stream()
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                            Problem.Code.UNAVAILABLE, "the folder has no " + library.fileName(),
                            "Put " + library.coordinates() + " there, or leave the folder out to let Maven fetch it"));
            try {
                Files.copy(found, into.resolve(library.uniqueName()), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            progress.accept(++done / (double) libraries.size());
        }
    }
}
