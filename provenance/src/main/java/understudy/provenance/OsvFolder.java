package understudy.provenance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import understudy.core.Problem;

/**
 * What a folder of OSV records holds, as it was when it was read. In memory is only which record is about which package:
 * the records themselves, and their long lists of versions, are read when somebody asks. Immutable.
 */
final class OsvFolder {
    /** Packages of these can be judged. */
    private static final Set<String> ECOSYSTEMS = Set.of("PyPI", "Maven");

    private static final int DEPTH = 3;
    /** PyPI and Maven together had some 30 000 in 2025; so many take about 100 MB. */
    private static final int MOST_RECORDS = 500_000;

    private static final int LARGEST_RECORD = 16 << 20;
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String stamp;
    private final Map<String, List<Place>> byPackage = new HashMap<>();
    private int records;
    private int damaged;
    private boolean full;

    /** @param entry of a zip file; empty where the file is the record */
    private record Place(Path file, String entry) {}

    private OsvFolder(String stamp) {
        this.stamp = stamp;
    }

    /** A folder that is not there holds nothing. @throws Problem UNAVAILABLE where it cannot be read */
    static OsvFolder read(Path folder) {
        OsvFolder read = new OsvFolder(stamp(folder));
        for (Path file : files(folder)) {
            try {
                if (isZip(file)) {
                    read.zip(file);
                } else {
                    read.add(new Place(file, ""), Files.newInputStream(file));
                }
            } catch (IOException unreadable) {
                read.damaged++;
            }
        }
        return read;
    }

    /** Changes when a file comes, goes, or is written. */
    static String stamp(Path folder) {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files(folder)) {
            try {
                stamp.append(folder.relativize(file)).append(' ').append(Files.size(file)).append(' ')
                        .append(Files.getLastModifiedTime(file)).append('\n');
            } catch (IOException gone) {
                stamp.append(folder.relativize(file)).append(" gone\n");
            }
        }
        return stamp.toString();
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> isZip(file) || isRecord(file.toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the folder of vulnerability records cannot be read",
                    "May the server read it?", unreadable);
        }
    }

    private static boolean isZip(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    private static boolean isRecord(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json");
    }

    private void zip(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && isRecord(entry.getName())) {
                    add(new Place(file, entry.getName()), zip.getInputStream(entry));
                }
            }
        }
    }

    private void add(Place place, InputStream content) throws IOException {
        if (records >= MOST_RECORDS) {
            full = true;
            content.close();
            return;
        }
        try (InputStream bounded = content;
                JsonParser parser = FACTORY.createParser(bounded.readNBytes(LARGEST_RECORD))) {
            Set<String> packages = packages(parser);
            packages.forEach(key -> byPackage.computeIfAbsent(key, none -> new ArrayList<>(1)).add(place));
            records += packages.isEmpty() ? 0 : 1;
        } catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
            damaged++;
        }
    }

    /** Those a record is about, of ecosystems that can be judged; none for one that was withdrawn. */
    private static Set<String> packages(JsonParser parser) throws IOException {
        Set<String> packages = new LinkedHashSet<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("withdrawn") && value == JsonToken.VALUE_STRING) {
                return Set.of();
            }
            if (field.equals("affected") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    affectedPackage(parser).ifPresent(packages::add);
                }
            } else {
                parser.skipChildren();
            }
        }
        return packages;
    }

    private static Optional<String> affectedPackage(JsonParser parser) throws IOException {
        String ecosystem = "";
        String name = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean about = parser.currentName().equals("package");
            if (parser.nextToken() != JsonToken.START_OBJECT || !about) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                ecosystem = field.equals("ecosystem") ? Affected.ecosystem(parser.getValueAsString("")) : ecosystem;
                name = field.equals("name") ? parser.getValueAsString("") : name;
                parser.skipChildren();
            }
        }
        return ECOSYSTEMS.contains(ecosystem) ? Optional.of(key(ecosystem, name)) : Optional.empty();
    }

    private static String key(String ecosystem, String name) {
        return ecosystem + " " + Affected.name(ecosystem, name);
    }

    String stamp() {
        return stamp;
    }

    int records() {
        return records;
    }

    /** What should be known of what was read. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (full) {
            remarks.add("the folder holds more than " + MOST_RECORDS + " records; the rest was not read");
        }
        if (damaged > 0) {
            remarks.add(damaged + (damaged == 1 ? " file" : " files") + " could not be read as OSV records");
        }
        return remarks;
    }

    /**
     * The records about a package.
     *
     * @throws Problem UNAVAILABLE where the folder has changed since
     */
    List<JsonNode> about(String ecosystem, String name) {
        Map<Path, ZipFile> open = new HashMap<>();
        List<JsonNode> found = new ArrayList<>();
        try {
            for (Place place : byPackage.getOrDefault(key(ecosystem, name), List.of())) {
                found.add(read(place, open));
            }
            return found;
        } catch (IOException changed) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the folder of vulnerability records is being changed",
                    "Try again in a minute", changed);
        } finally {
            open.values().forEach(OsvFolder::close);
        }
    }

    private static JsonNode read(Place place, Map<Path, ZipFile> open) throws IOException {
        if (place.entry.isEmpty()) {
            return MAPPER.readTree(Files.readAllBytes(place.file));
        }
        ZipFile zip = open.get(place.file);
        if (zip == null) {
            zip = new ZipFile(place.file.toFile());
            open.put(place.file, zip);
        }
        ZipEntry entry = zip.getEntry(place.entry);
        if (entry == null) {
            throw new IOException(place.entry + " is gone");
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return MAPPER.readTree(content.readNBytes(LARGEST_RECORD));
        }
    }

    private static void close(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException unclosed) {
            throw new java.io.UncheckedIOException(unclosed);
        }
    }
}
