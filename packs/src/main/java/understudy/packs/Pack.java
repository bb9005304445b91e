package understudy.packs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A runtime that is delivered with the program, without the libraries it needs.
 *
 * @param jar the runtime itself
 * @param libraries what is to be fetched for it
 */
record Pack(String name, String description, String licence, Path jar, List<Library> libraries) {
    /** In the jar: {@code # name: …}, {@code # description: …}, {@code # licence: …}, then a library a line. */
    static final String LIST = "META-INF/understudy/understudy-pack.txt";

    Pack {
        libraries = List.copyOf(libraries);
    }

    long bytes() {
        return libraries.stream().mapToLong(Library::bytes).sum();
    }

    /** Empty for a jar that is no pack. */
    static Optional<Pack> read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry list = file.getEntry(LIST);
            if (list == null) {
                return Optional.empty();
            }
            try (InputStream content = file.getInputStream(list)) {
                return Optional.of(parse(new String(content.readAllBytes(), UTF_8), jar));
            }
        }
    }

    private static Pack parse(String text, Path jar) {
        Map<String, String> head = new HashMap<>();
        List<Library> libraries = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith("#") && colon > 0) {
                head.put(line.substring(1, colon).strip(), line.substring(colon + 1).strip());
            } else if (!line.isEmpty()) {
                libraries.add(Library.parse(line));
            }
        }
        return new Pack(
                head.getOrDefault("name", ""), head.getOrDefault("description", ""), head.getOrDefault("licence", ""), jar,
                libraries);
    }
}
