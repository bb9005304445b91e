package understudy.performance;

import java.util.List;
import java.util.Optional;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/** The models there are, as far as measuring them needs. Safe for many threads. */
public interface Models {
    List<Model> all();

    Optional<Model> find(String name);

    /** In order; empty for an unknown model. */
    List<ModelVersion> versions(String model);

    /** @throws Problem NOT_FOUND */
    default Model get(String name) {
        return find(name).orElseThrow(() -> Problem.notFound(
                "there is no model '" + name + "'", "See those there are: understudy model list"));
    }

    /** @throws Problem NOT_FOUND */
    default ModelVersion version(String model, int version) {
        return versions(model).stream()
                .filter(each -> each.version() == version)
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        "there is no " + ModelVersion.reference(model, version),
                        model + " has the versions "
                                + versions(model).stream().map(ModelVersion::version).toList()));
    }
}
