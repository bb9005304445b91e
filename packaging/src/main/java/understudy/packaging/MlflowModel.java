package understudy.packaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;

/**
 * A model directory of MLflow: the file {@code MLmodel} at its root or one folder down. Of its flavors the one is taken
 * that we serve best. Only Python models are told the package's signature: other files know their own names.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/model/">MLflow, model storage format</a>
 */
public final class MlflowModel implements PackageFormat {
    static final String DESCRIPTION = "MLmodel";

    @Override
    public boolean accepts(Artifact artifact) {
        return Folder.of(artifact).map(folder -> !folder.having(DESCRIPTION).isEmpty()).orElse(false);
    }

    @Override
    public Contents open(Artifact artifact) {
        Folder outer = Folder.of(artifact).orElseThrow();
        List<Folder> models = outer.having(DESCRIPTION);
        if (models.size() > 1) {
            throw outer.refused("it holds " + models.size() + " MLflow models", "Register each by itself");
        }
        Folder folder = models.getFirst();
        ObjectNode description = Documents.mapping(folder, folder.required(DESCRIPTION, "MLflow"));
        MlflowFlavor flavor = MlflowFlavor.best(folder, description.path("flavors"));
        boolean python = flavor.runtime().filter(RuntimeNames.PYTHON::equals).isPresent();
        Optional<Signature> signature =
                python ? MlflowSignature.of(folder, description.path("signature")) : Optional.empty();
        return new Contents(
                flavor.model(), flavor.runtime(), signature, Map.of(), MlflowCard.of(folder, description, flavor.name()));
    }
}
