package understudy.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import understudy.api.DecisionView;
import understudy.api.LineupRequest;
import understudy.api.LineupView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.SignatureView;
import understudy.api.VersionView;

/**
 * A model as a YAML document: who owns it, its versions, its lineup, how it is watched. What is not said is left as it is. Exported again, an
 * unchanged model gives the same text.
 *
 * @param signature what callers send and get, where it is not that of the first version
 * @param maturity {@code 30d}, {@code 12h} or ISO-8601
 * @param monitor how data and answers are watched; references are files of their own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"model", "task", "owner", "risk_tier", "maturity", "signature", "versions", "lineup", "monitor"})
record Declaration(
        String model,
        Optional<String> task,
        Optional<String> owner,
        Optional<String> riskTier,
        Optional<String> maturity,
        Optional<SignatureView> signature,
        List<Version> versions,
        Optional<Lineup> lineup,
        Optional<MonitorView.Change> monitor) {

    /**
     * @param artifact path of the file, relative to the document
     * @param artifactDigest {@code sha256:…} of the file
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"version", "artifact", "artifact_digest", "runtime", "options", "retired", "decision", "card", "signature"})
    record Version(
            int version,
            Optional<String> artifact,
            Optional<String> artifactDigest,
            Optional<String> runtime,
            Map<String, String> options,
            Optional<Boolean> retired,
            Optional<DecisionView> decision,
            Map<String, Object> card,
            Optional<SignatureView> signature) {
        boolean wantsRetirement() {
            return retired.orElse(false);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"champion", "canaries", "shadows", "routes"})
    record Lineup(
            int champion,
            List<LineupView.Canary> canaries,
            List<LineupRequest.Shadow> shadows,
            List<LineupView.Route> routes) {
        /** In a stable order, so that a difference in Git is one. */
        static Lineup of(LineupView view) {
            return new Lineup(
                    view.champion(),
                    view.canaries().stream()
                            .sorted(Comparator.comparingInt(LineupView.Canary::version))
                            .toList(),
                    view.shadows().stream()
                            .sorted(Comparator.comparingInt(LineupView.Shadow::version))
                            .map(shadow -> new LineupRequest.Shadow(
                                    shadow.version(), Optional.empty(), Optional.of(shadow.sample())))
                            .toList(),
                    view.routes());
        }

        LineupRequest request() {
            return new LineupRequest(champion, canaries, shadows, routes);
        }

        /** What each version does, in words; routes keep their order, which matters. */
        Map<String, String> roles() {
            Map<String, String> roles = new TreeMap<>();
            roles.put("@" + champion, "champion");
            canaries.forEach(canary -> roles.put("@" + canary.version(), "canary " + Share.percent(canary.share())));
            shadows.forEach(shadow -> roles.put(
                    "@" + shadow.version(), "shadow " + Share.percent(shadow.sample().orElse(1.0))));
            for (int i = 0; i < routes.size(); i++) {
                LineupView.Route route = routes.get(i);
                roles.put("route " + (i + 1), route.segment() + "=" + route.value() + " @" + route.version());
            }
            return roles;
        }
    }

    /** @param file it was read from */
    record Declared(Declaration declaration, Path file) {
        Optional<Path> artifact(Version version) {
            return version.artifact().map(name -> file.toAbsolutePath().resolveSibling(name).normalize());
        }
    }

    static Declaration of(ModelView model, Optional<LineupView> lineup, Optional<MonitorView> monitor) {
        List<VersionView> versions = model.versions().stream()
                .sorted(Comparator.comparingInt(VersionView::version))
                .toList();
        boolean ownSignature = versions.isEmpty() || !versions.getFirst().signature().equals(model.signature());
        return new Declaration(
                model.name(),
                Optional.of(model.task()),
                Optional.of(model.owner()).filter(owner -> !owner.isEmpty()),
                Optional.of(model.riskTier()),
                Optional.of(model.maturity().toString()),
                Optional.of(model.signature()).filter(signature -> ownSignature),
                versions.stream().map(version -> of(version, versions)).toList(),
                lineup.map(Lineup::of),
                monitor.map(MonitorPart::of));
    }

    /** Versions that were uploaded under one file name, as {@code model.onnx}, have a folder each. */
    private static Version of(VersionView version, List<VersionView> all) {
        boolean alone = all.stream().filter(other -> other.fileName().equals(version.fileName())).count() == 1;
        return new Version(
                version.version(),
                Optional.of(alone ? version.fileName() : version.version() + "/" + version.fileName()),
                Optional.of("sha256:" + version.artifact()),
                Optional.of(version.runtime()),
                new TreeMap<>(version.options()),
                Optional.of(version.retired()).filter(retired -> retired),
                version.decision(),
                new TreeMap<>(version.card()),
                Optional.of(version.signature()));
    }

    /** @param path a file, or a directory whose {@code .yml} and {@code .yaml} files are read */
    static List<Declared> read(Path path) {
        List<Declared> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files(path)) {
            for (JsonNode document : Yaml.documents(file)) {
                Declaration declaration = Yaml.as(document, Declaration.class, file);
                if (!names.add(declaration.model())) {
                    throw Refusal.failed(
                            file + ": model " + declaration.model() + " is declared twice", "Keep one of them");
                }
                found.add(new Declared(declaration, file));
            }
        }
        if (found.isEmpty()) {
            throw Refusal.failed("nothing is declared in " + path, "Write a file with: understudy export");
        }
        return found;
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> listed = Files.list(path)) {
            return listed.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + path + ": " + e.getMessage(), "", e);
        }
    }
}
