package understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import understudy.api.LineupView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.SignatureView;
import understudy.api.VersionMetadata;
import understudy.api.VersionView;

/** What it takes to make a server's models as they are declared. What is declared nowhere is left alone. */
final class Plan {
    /** One thing to do, or one that nobody can. */
    sealed interface Step {
        String shown();
    }

    record Register(String model, int version, Path artifact, VersionMetadata metadata) implements Step {
        @Override
        public String shown() {
            return "+ register " + model + "@" + version + " from " + artifact.getFileName();
        }
    }

    /** @param changes role by role, in words */
    record Replace(String model, Declaration.Lineup lineup, List<String> changes) implements Step {
        @Override
        public String shown() {
            return "~ lineup of " + model + ": " + String.join("; ", changes);
        }
    }

    record Retire(String model, int version) implements Step {
        @Override
        public String shown() {
            return "- retire " + model + "@" + version;
        }
    }

    /** @param changes field by field, in words */
    record Watch(String model, MonitorView.Change monitor, List<String> changes) implements Step {
        @Override
        public String shown() {
            return "~ monitors of " + model + ": " + String.join("; ", changes);
        }
    }

    record Impossible(String why, String remedy) implements Step {
        @Override
        public String shown() {
            return "! " + why;
        }
    }

    private final Declaration.Declared declared;
    private final Declaration declaration;
    private final Optional<ModelView> model;
    private final List<Step> steps = new ArrayList<>();

    private Plan(Declaration.Declared declared, Optional<ModelView> model) {
        this.declared = declared;
        this.declaration = declared.declaration();
        this.model = model;
    }

    /**
     * @param model as the server has it; empty where it has not
     * @param lineup likewise
     * @return in the order they must happen; empty where all is as declared
     */
    static List<Step> of(
            Declaration.Declared declared,
            Optional<ModelView> model,
            Optional<LineupView> lineup,
            Optional<MonitorView> monitor) {
        Plan plan = new Plan(declared, model);
        plan.model();
        plan.versions();
        plan.lineup(lineup);
        plan.monitor(monitor);
        plan.retirements();
        return List.copyOf(plan.steps);
    }

    private void model() {
        model.ifPresent(there -> {
            fixed("task", declaration.task(), there.task());
            fixed("owner", declaration.owner(), there.owner());
            fixed("risk_tier", declaration.riskTier(), there.riskTier());
            fixed("maturity", declaration.maturity().map(Moment::duration), there.maturity());
            fixed("signature", declaration.signature().map(Plan::plain), plain(there.signature()));
        });
    }

    private <T> void fixed(String field, Optional<T> wanted, T there) {
        if (wanted.isPresent() && !wanted.get().equals(there)) {
            String change = there instanceof SignatureView ? "" : " (" + there + ", declared " + wanted.get() + ")";
            steps.add(new Impossible(
                    declaration.model() + ": its " + field + " is another" + change,
                    "A model keeps the " + field + " of its first version: declare that, or another model"));
        }
    }

    private void versions() {
        Map<Integer, VersionView> there = model.map(ModelView::versions).orElse(List.of()).stream()
                .collect(Collectors.toMap(VersionView::version, Function.identity()));
        int next = there.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        boolean first = model.isEmpty();
        List<Declaration.Version> versions = declaration.versions().stream()
                .sorted(java.util.Comparator.comparingInt(Declaration.Version::version))
                .toList();
        for (Declaration.Version version : versions) {
            Optional<VersionView> same = Optional.ofNullable(there.get(version.version()));
            if (same.isPresent()) {
                unchanged(version, same.get());
            } else if (version.version() != next) {
                impossible(version, "cannot be registered, the next version is " + next, "Declare those before it too");
            } else {
                register(version, first);
                first = false;
                next++;
            }
        }
    }

    private void unchanged(Declaration.Version wanted, VersionView there) {
        boolean same = wanted.runtime().orElse(there.runtime()).equals(there.runtime())
                && (wanted.decision().isEmpty() || wanted.decision().equals(there.decision()))
                && (wanted.card().isEmpty() || wanted.card().equals(there.card()))
                && wanted.signature().map(Plan::plain).orElse(plain(there.signature())).equals(plain(there.signature()))
                && digest(wanted).orElse(there.artifact()).equals(there.artifact());
        if (!same) {
            impossible(wanted, "is there already, and is another", "Versions never change: declare the next one");
        }
    }

    private void register(Declaration.Version version, boolean first) {
        Optional<Path> artifact = declared.artifact(version).filter(Files::exists)
                .or(() -> version.runtime().filter("elsewhere"::equals).map(Path::of));
        if (artifact.isEmpty()) {
            impossible(
                    version,
                    "has no artifact to register: "
                            + declared.artifact(version).map(path -> "there is no " + path).orElse("none is declared"),
                    "Put the file there, or declare its path as artifact");
            return;
        }
        Optional<String> said = version.artifactDigest().map(Plan::hex);
        if (said.isPresent() && Files.isRegularFile(artifact.get()) && !said.get().equals(sha256(artifact.get()))) {
            impossible(version, "has another artifact_digest than " + artifact.get(), "Bring the right file");
            return;
        }
        Optional<Declaration> whole = Optional.of(declaration).filter(one -> first);
        steps.add(new Register(
                declaration.model(),
                version.version(),
                artifact.get(),
                new VersionMetadata(
                        version.runtime(),
                        version.signature(),
                        whole.flatMap(Declaration::signature),
                        whole.flatMap(Declaration::task),
                        whole.flatMap(Declaration::owner),
                        whole.flatMap(Declaration::riskTier),
                        whole.flatMap(Declaration::maturity),
                        version.decision(),
                        version.options(),
                        version.card())));
    }

    private void impossible(Declaration.Version version, String why, String remedy) {
        steps.add(new Impossible(declaration.model() + "@" + version.version() + " " + why, remedy));
    }

    private void lineup(Optional<LineupView> there) {
        declaration.lineup().ifPresent(wanted -> {
            List<String> changes = changes(there.map(Declaration.Lineup::of), wanted);
            if (!changes.isEmpty()) {
                steps.add(new Replace(declaration.model(), wanted, changes));
            }
        });
    }

    private void monitor(Optional<MonitorView> there) {
        declaration.monitor().ifPresent(wanted -> {
            List<String> changes = MonitorPart.changes(there, wanted);
            if (!changes.isEmpty()) {
                steps.add(new Watch(declaration.model(), wanted, changes));
            }
        });
    }

    /** Role by role, in words; empty where both are the same. */
    static List<String> changes(Optional<Declaration.Lineup> there, Declaration.Lineup wanted) {
        Map<String, String> before = there.map(Declaration.Lineup::roles).orElse(Map.of());
        Map<String, String> after = wanted.roles();
        TreeSet<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        return all.stream()
                .filter(who -> !Objects.equals(before.get(who), after.get(who)))
                .map(who -> who + " " + before.getOrDefault(who, "nothing") + " → "
                        + after.getOrDefault(who, "nothing"))
                .toList();
    }

    private void retirements() {
        for (Declaration.Version version : declaration.versions()) {
            boolean already = model.map(ModelView::versions).orElse(List.of()).stream()
                    .anyMatch(there -> there.version() == version.version() && there.retired());
            if (version.wantsRetirement() && !already) {
                steps.add(new Retire(declaration.model(), version.version()));
            }
        }
    }

    /** Of what is declared, else of the file; empty where neither says. */
    private Optional<String> digest(Declaration.Version version) {
        return version.artifactDigest()
                .map(Plan::hex)
                .or(() -> declared.artifact(version).filter(Files::isRegularFile).map(Plan::sha256));
    }

    private static String hex(String digest) {
        return digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** With whatever may be left out said. */
    private static SignatureView plain(SignatureView signature) {
        return new SignatureView(
                signature.inputs().stream()
                        .map(input -> new SignatureView.Input(
                                input.name(), input.datatype(), input.shape(),
                                input.features().stream().map(Plan::plain).toList()))
                        .toList(),
                signature.outputs().stream()
                        .map(output -> new SignatureView.Output(
                                output.name(), output.datatype(), output.shape(),
                                Optional.of(output.meaning().orElse("other")), output.classes()))
                        .toList());
    }

    private static SignatureView.Feature plain(SignatureView.Feature feature) {
        return new SignatureView.Feature(
                feature.name(), feature.categories(), Optional.of(feature.optional().orElse(false)),
                Optional.of(feature.privacy().orElse("keep")));
    }
}
