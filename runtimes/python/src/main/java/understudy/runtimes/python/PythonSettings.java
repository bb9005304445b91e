package understudy.runtimes.python;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a server's owner says about Python.
 *
 * @param python where a version does not name one: an interpreter's name or path, or a virtual environment
 * @param folder where environments made from requirements are kept, each by the digest of what is in it
 * @param installing environment variables for pip and conda beyond the server's own, e.g. {@code PIP_FIND_LINKS}
 */
public record PythonSettings(String python, Path folder, Map<String, String> installing) {
    /** System property: {@link #python}. */
    public static final String PYTHON = "understudy.python";

    /** System property: {@link #folder}. */
    public static final String ENVIRONMENTS = "understudy.python.environments";

    public PythonSettings {
        installing = Map.copyOf(installing);
    }

    /** From the system properties; else {@code python3} and the temporary folder. */
    public static PythonSettings ofProperties() {
        return new PythonSettings(
                System.getProperty(PYTHON, "python3"),
                Path.of(System.getProperty(ENVIRONMENTS, System.getProperty("java.io.tmpdir") + "/understudy-python")),
                Map.of());
    }
}
