package understudy.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.util.List;
import understudy.api.Paths;
import understudy.api.VulnerabilitiesView;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.provenance.Assessment;

/** What a version is made of, and what is known against that. */
final class ProvenanceEndpoint {
    /** CycloneDX's registered media type for JSON. */
    static final String CYCLONEDX = "application/vnd.cyclonedx+json; version=1.6";

    private final Services services;

    ProvenanceEndpoint(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.BOM, Access.READING, "A version's bill of materials: CycloneDX 1.6", this::bom),
                Route.get(
                                Paths.VULNERABILITIES, Access.READING, "What is known against the packages a version needs",
                                this::vulnerabilities)
                        .giving(VulnerabilitiesView.class));
    }

    private void bom(Call call) {
        ModelVersion version = version(call);
        byte[] bom = services.provenance().billOfMaterials(model(version.model()), version);
        call.send(HeaderValues.create(HeaderNames.CONTENT_TYPE, CYCLONEDX), bom);
    }

    private void vulnerabilities(Call call) throws IOException {
        ModelVersion version = version(call);
        Assessment assessment = services.provenance().vulnerabilities(version);
        call.reply(new VulnerabilitiesView(
                version.model(), version.version(), assessment.readAt(), assessment.records(),
                assessment.findings().stream()
                        .map(it -> new VulnerabilitiesView.Finding(
                                it.packageName(), it.version(), it.id(), it.aliases(), it.severity(), it.fixed(),
                                it.summary()))
                        .toList(),
                assessment.unjudged().stream()
                        .map(it -> new VulnerabilitiesView.Unjudged(it.packageName(), it.why()))
                        .toList(),
                assessment.remarks()));
    }

    private Model model(String name) {
        return services.registry()
                .model(name)
                .orElseThrow(() -> Problem.notFound(
                        "there is no model '" + name + "'", "Names are shown by: understudy model list"));
    }

    private ModelVersion version(Call call) {
        String name = model(call.value(0)).name();
        int version = call.version(1);
        return services.registry()
                .version(name, version)
                .orElseThrow(() -> Problem.notFound(
                        "there is no " + ModelVersion.reference(name, version), "See: understudy model show " + name));
    }
}
