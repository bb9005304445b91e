package understudy.serving;

import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;

/**
 * Takes in new versions: keeps the artifact, looks at it, finds its runtime, reads its signature, tries it once. Of what is
 * refused nothing stays. Safe for many threads.
 */
public final class Registration {
    /**
     * What may come with an artifact; whatever is empty is found out from the artifact or has a default.
     *
     * @param signature the version's own; overrides what the artifact says
     * @param modelSignature what callers of the model send and get; only with the first version
     * @param task only with the first version
     * @param owner only with the first version
     * @param riskTier only with the first version
     * @param maturity only with the first version
     * @param options how it is to be run, by name, e.g. {@code isolation}; what the package says holds where this is silent
     * @param card a JSON object
     */
    public record Details(
            Optional<String> runtime,
            Optional<Signature> signature,
            Optional<Signature> modelSignature,
            Optional<Task> task,
            Optional<String> owner,
            Optional<String> riskTier,
            Optional<Duration> maturity,
            Optional<DecisionRule> decision,
            Map<String, String> options,
            String card) {
        public Details {
            options = Map.copyOf(options);
        }

        public static Details none() {
            return new Details(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), "{}");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final int LARGEST_CARD = 64 << 10;

    private final Registry registry;
    private final Artifacts artifacts;
    private final Runtimes runtimes;
    private final Inspection inspection;
    private final Lineups lineups;
    private final AuditSink audit;
    private final InstantSource clock;
    private final ServingSettings settings;
    private final ConcurrentHashMap<String, Integer> onTrial = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    public Registration(
            Registry registry,
            Artifacts artifacts,
            Runtimes runtimes,
            Inspection inspection,
            Lineups lineups,
            AuditSink audit,
            InstantSource clock,
            ServingSettings settings) {
        this.registry = registry;
        this.artifacts = artifacts;
        this.runtimes = runtimes;
        this.inspection = inspection;
        this.lineups = lineups;
        this.audit = audit;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Registers an artifact as the model's next version. The model's first version takes the lead by itself where that
     * is allowed; later ones are candidates.
     *
     * @throws Problem UNPROCESSABLE for an artifact that is dangerous, that no runtime takes or that does not load; CONFLICT if the same version
     *     is there; INVALID for details that cannot be true
     */
    public ModelVersion register(String model, InputStream artifact, String fileName, Details details, String by) {
        Model.checkName(model);
        if (details.card().length() > LARGEST_CARD) {
            throw new Problem(
                    Problem.Code.TOO_LARGE,
                    "card: " + details.card().length() + " characters (expected: at most " + LARGEST_CARD + ")",
                    "Keep large documents elsewhere and link to them");
        }
        Artifact kept = artifacts.put(artifact, fileName, settings.artifactBytes());
        onTrial.merge(kept.digest(), 1, Integer::sum);
        try {
            Inspection.Report report = inspection.of(kept);
            ModelVersion draft = draft(model, kept, report, details, by);
            lock.lock();
            try {
                return added(draft, report, details, by);
            } finally {
                lock.unlock();
            }
        } finally {
            ended(kept.digest());
        }
    }

    /** What was only tried goes, unless the same file is being tried once more, or was registered before. */
    private void ended(String artifact) {
        lock.lock();
        try {
            onTrial.compute(artifact, (digest, trials) -> trials == null || trials == 1 ? null : trials - 1);
            if (!onTrial.containsKey(artifact) && !isNeeded(artifact)) {
                artifacts.remove(artifact);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isNeeded(String artifact) {
        return registry.models().stream()
                .flatMap(model -> registry.versions(model.name()).stream())
                .anyMatch(version -> version.artifact().equals(artifact));
    }

    private ModelVersion draft(
            String model, Artifact artifact, Inspection.Report report, Details details, String by) {
        PackageFormat.Contents contents = runtimes.open(artifact);
        Optional<String> named = details.runtime().or(contents::runtime);
        ServingRuntime runtime = named.isPresent()
                ? runtimes.named(named.get(), "'" + artifact.fileName() + "'")
                : runtimes.accepting(contents.model());
        Map<String, String> options = new HashMap<>(contents.options());
        options.putAll(details.options());
        BatchOptions.check(options);
        options.put(Runtimes.ISOLATION, runtimes.isolationOf(runtime, options));
        Signature signature = tried(
                runtime, contents.model(), new Loading(details.signature().or(contents::signature), options));
        details.decision().ifPresent(rule -> checkDecision(rule, signature));
        return new ModelVersion(
                model, 0, Digests.of(artifact.digest(), signature, details.decision()), artifact.digest(),
                artifact.fileName(), runtime.name(), signature, details.decision(),
                details.card().equals("{}") ? contents.card() : details.card(), options, report.findings(), by, clock.instant(), false);
    }

    private ModelVersion added(ModelVersion draft, Inspection.Report report, Details details, String by) {
        Optional<Model> known = registry.model(draft.model());
        Model model = known.orElseGet(() -> firstModel(draft, details));
        if (known.isPresent()) {
            refuseLate(details, model);
        }
        Binding.of(model.signature(), draft.signature(), "'" + draft.fileName() + "'");
        if (known.isEmpty()) {
            registry.save(model);
        }
        ModelVersion version = registry.add(draft);
        audit.record(new AuditEvent(
                version.createdAt(), by, "version.register", version.reference(),
                Map.of(
                        "digest", version.digest(), "runtime", version.runtime(), "file", version.fileName(),
                        "findings", Integer.toString(version.findings().size()), "signer", report.signer().orElse(""))));
        if (version.version() == 1 && settings.firstLeads()) {
            lead(version, by);
        }
        return version;
    }

    /** Where the rules let it; else it is a candidate, and whoever promotes it is told why. */
    private void lead(ModelVersion version, String by) {
        Optional<Problem> obstacle = lineups.obstacle(version, ExposureRule.Exposure.CHAMPION);
        if (obstacle.isPresent()) {
            LOG.info("{} does not lead: {}", version.reference(), obstacle.get().getMessage());
            return;
        }
        Lineup alone = new Lineup(
                version.model(), 1, version.version(), List.of(), List.of(), List.of(), clock.instant(), by);
        try {
            lineups.replace(alone, 0, Lineups.Why.edited(version.model(), by));
        } catch (Problem refused) {
            LOG.warn("{} does not lead: {}", version.reference(), refused.getMessage());
        }
    }

    /** Loads a copy, which also shows that it can be, and reads its signature. */
    private Signature tried(ServingRuntime runtime, Artifact artifact, Loading loading) {
        try (Instance instance = runtimes.load(runtime, artifact, loading)) {
            Trial.run(instance, artifact.fileName());
            return instance.signature();
        }
    }

    private Model firstModel(ModelVersion draft, Details details) {
        Signature signature = details.modelSignature().orElse(draft.signature());
        return new Model(
                draft.model(),
                details.task().orElseGet(() -> task(signature)),
                signature,
                details.owner().orElse(draft.createdBy()),
                details.riskTier().orElse("low"),
                details.maturity().orElse(Duration.ZERO),
                clock.instant());
    }

    private static Task task(Signature signature) {
        Optional<Signature.Output> score = signature.output(Signature.Meaning.SCORE);
        if (score.isPresent()) {
            List<Long> shape = score.get().shape();
            long width = shape.size() < 2 ? 1 : shape.get(1);
            return Math.max(width, score.get().classes().size()) <= 2 ? Task.BINARY : Task.MULTICLASS;
        }
        return signature.output(Signature.Meaning.VALUE).isPresent() ? Task.REGRESSION : Task.OTHER;
    }

    /** What was said with the first version may be said again, and not otherwise. */
    private static void refuseLate(Details details, Model model) {
        refuseOther("model_signature", details.modelSignature(), model.signature(), model);
        refuseOther("task", details.task(), model.task(), model);
        refuseOther("owner", details.owner(), model.owner(), model);
        refuseOther("risk_tier", details.riskTier(), model.riskTier(), model);
        refuseOther("maturity", details.maturity(), model.maturity(), model);
    }

    private static <T> void refuseOther(String field, Optional<T> said, T known, Model model) {
        if (said.isPresent() && !said.get().equals(known)) {
            throw Problem.invalid(field, said.get(), "what '" + model.name() + "' has from its first version");
        }
    }

    private static void checkDecision(DecisionRule rule, Signature signature) {
        Optional<Signature.Output> score = signature.output(Signature.Meaning.SCORE);
        boolean value = signature.output(Signature.Meaning.VALUE).isPresent();
        switch (rule) {
            case DecisionRule.Threshold threshold -> {
                if (score.isEmpty() && !value) {
                    throw Problem.invalid(
                            "decision.threshold", threshold.threshold(), "no threshold: no output is a score or a value");
                }
            }
            case DecisionRule.CostMatrix costs -> {
                int classes = costs.costs().getFirst().size();
                int known = score.map(output -> output.classes().size()).orElse(0);
                if (score.isEmpty() || (known > 0 && known != classes)) {
                    throw Problem.invalid(
                            "decision.costs", classes + " classes", score.isEmpty() ? "a model with a score" : known + "");
                }
            }
        }
    }
}
