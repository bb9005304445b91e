package understudy.provenance;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/** What a version is made of, and what is known against it. Safe for many threads. */
public final class Provenance {
    private final Function<ModelVersion, Path> files;
    private final Function<String, List<Library>> libraries;
    private final Vulnerabilities vulnerabilities;

    /**
     * @param files where a version's file or folder is
     * @param libraries what a runtime, by its name, evaluates models with; empty where nobody knows
     */
    public Provenance(
            Function<ModelVersion, Path> files, Function<String, List<Library>> libraries, Vulnerabilities vulnerabilities) {
        this.files = files;
        this.libraries = libraries;
        this.vulnerabilities = vulnerabilities;
    }

    /**
     * The version's bill of materials: CycloneDX 1.6 JSON in UTF-8, the same bytes each time.
     *
     * @throws Problem UNPROCESSABLE where the artifact's requirements cannot be read
     */
    public byte[] billOfMaterials(Model model, ModelVersion version) {
        return BillOfMaterials.of(model, version, requirements(version), libraries.apply(version.runtime()));
    }

    /**
     * What is known against the packages it needs, and against those its runtime evaluates it with.
     *
     * @throws Problem UNPROCESSABLE where the artifact's requirements cannot be read, UNAVAILABLE where the records cannot
     */
    public Assessment vulnerabilities(ModelVersion version) {
        return vulnerabilities.assess(requirements(version), libraries.apply(version.runtime()));
    }

    /** Whether the records are others than those that were judged by last. */
    boolean recordsChanged() {
        return vulnerabilities.changed();
    }

    private List<Requirement> requirements(ModelVersion version) {
        return Requirements.of(files.apply(version), version.card());
    }
}
