package understudy.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.provenance.Library;

/** What the runtimes that come with the program evaluate models with; the build writes the versions. */
final class RuntimeLibraries {
    private static final String FILE = "runtime-libraries.properties";
    private static final Pattern BETWEEN = Pattern.compile("\\s*;\\s*");

    private static final Pattern LIBRARY = Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(.+)");

    private RuntimeLibraries() {}

    /** Of the runtime of that name; empty for one that comes from elsewhere, or needs nobody else's. */
    static List<Library> of(String runtime) {
        Properties lines = new Properties();
        try (InputStream file = RuntimeLibraries.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            lines.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        List<Library> libraries = new ArrayList<>();
        for (String line : BETWEEN.split(lines.getProperty(runtime, ""))) {
            Matcher parts = LIBRARY.matcher(line.strip());
            if (parts.matches()) {
                libraries.add(new Library(parts.group(1), parts.group(2), parts.group(3), parts.group(4)));
            }
        }
        return libraries;
    }
}
