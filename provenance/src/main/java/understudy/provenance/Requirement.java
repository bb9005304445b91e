package understudy.provenance;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package that a model says it needs.
 *
 * @param type where it is published, as package URLs name it: {@code pypi} or {@code conda}
 * @param name in the form in which packages are compared there: lower case, with single hyphens (PEP 503)
 * @param version the one version it says, where it is pinned
 * @param specifier what it says of versions, e.g. {@code >=1.2,<2}; may be empty
 */
public record Requirement(String type, String name, Optional<String> version, String specifier) {
    /** Name, extras, and what is said of versions (PEP 508), up to a marker or an address. */
    private static final Pattern PYTHON = Pattern.compile(
            "([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[[^\\]]*])?\\s*"
                    + "(?:\\(([^)]*)\\)|([^;@(]*))?\\s*(?:[;@].*)?");

    private static final Pattern PINNED = Pattern.compile("={2,3}\\s*([^\\s,*=]+)");
    private static final Pattern CONDA = Pattern.compile("(?:[^:]+::)?([A-Za-z0-9_][A-Za-z0-9._-]*)\\s*(.*)");
    private static final Pattern CONDA_PINNED = Pattern.compile("={1,2}\\s*([^\\s,*=]+)(?:=[^=]+)?");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

    /** A line of {@code requirements.txt}; empty for options, addresses without a name, and lines that are none. */
    static Optional<Requirement> python(String line) {
        Matcher parts = PYTHON.matcher(line.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String specifier = Optional.ofNullable(parts.group(2))
                .or(() -> Optional.ofNullable(parts.group(3)))
                .orElse("")
                .strip();
        if (!specifier.isEmpty() && "=<>!~".indexOf(specifier.charAt(0)) < 0) {
            return Optional.empty();
        }
        Matcher pinned = PINNED.matcher(specifier);
        Optional<String> version = pinned.matches() ? Optional.of(pinned.group(1)) : Optional.empty();
        return Optional.of(new Requirement("pypi", normalised(parts.group(1)), version, specifier));
    }

    /** An entry of a conda environment, e.g. {@code python=3.11.5}. */
    static Optional<Requirement> conda(String line) {
        Matcher parts = CONDA.matcher(line.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String specifier = parts.group(2).strip();
        Matcher pinned = CONDA_PINNED.matcher(specifier);
        Optional<String> version = pinned.matches() ? Optional.of(pinned.group(1)) : Optional.empty();
        return Optional.of(new Requirement("conda", parts.group(1).toLowerCase(Locale.ROOT), version, specifier));
    }

    /** As PyPI compares names (PEP 503). */
    static String normalised(String name) {
        return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** Its package URL. */
    String address() {
        return Library.address(type, name, version.orElse(null));
    }
}
