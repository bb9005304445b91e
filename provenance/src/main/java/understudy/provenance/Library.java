package understudy.provenance;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import org.jspecify.annotations.Nullable;
import understudy.core.Problem;

/**
 * One library that a runtime evaluates models with.
 *
 * @param type where it is published, as package URLs name it: {@code maven}, {@code pypi} or {@code generic}
 * @param name its name there; for Maven {@code group:artifact}
 * @param licence an SPDX identifier, or other words where there is none; empty where nobody knows
 */
public record Library(String type, String name, String version, String licence) {
    /** Its package URL. */
    String address() {
        return address(type, name, version);
    }

    /** The name without the group. */
    String shortName() {
        return name.substring(name.indexOf(':') + 1);
    }

    static String address(String type, String name, @Nullable String version) {
        int colon = type.equals("maven") ? name.indexOf(':') : -1;
        String group = colon < 0 ? null : name.substring(0, colon);
        try {
            return new PackageURL(type, group, name.substring(colon + 1), version, null, null).canonicalize();
        } catch (MalformedPackageURLException malformed) {
            throw new Problem(
                    Problem.Code.INVALID, "'" + name + "' cannot be the name of a " + type + " package", "Correct its name",
                    malformed);
        }
    }
}
