package understudy.packs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One jar of a pack, pinned.
 *
 * @param classifier e.g. the platform of a native library
 * @param sha256 hex, lower case
 * @param bytes its size
 */
record Library(String group, String artifact, String version, Optional<String> classifier, String sha256, long bytes) {
    private static final Pattern LINE = Pattern.compile(
            "([\\w.-]+):([\\w.-]+):([\\w.-]+)(?::([\\w.-]+))?\\s+([0-9a-f]{64})\\s+([0-9]{1,18})");

    /** @throws IllegalArgumentException for a line that is none */
    static Library parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a library of a pack: " + line);
        }
        return new Library(
                matcher.group(1), matcher.group(2), matcher.group(3), Optional.ofNullable(matcher.group(4)), matcher.group(5),
                Long.parseLong(matcher.group(6)));
    }

    /** Maven's file name. */
    String fileName() {
        return artifact + "-" + version + classifier.map(word -> "-" + word).orElse("") + ".jar";
    }

    /** The same with its group before it, so that no two libraries share one. */
    String uniqueName() {
        return group + "." + fileName();
    }

    /** Where a Maven repository has it. */
    List<String> repositoryPath() {
        return List.of(group.replace('.', '/'), artifact, version, fileName());
    }

    /** {@code group:artifact:version[:classifier]}. */
    String coordinates() {
        return group + ":" + artifact + ":" + version + classifier.map(word -> ":" + word).orElse("");
    }
}
