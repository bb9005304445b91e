package understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.api.AdaptationView;
import understudy.api.AuditView;
import understudy.api.ChannelView;
import understudy.api.DecisionView;
import understudy.api.FoundView;
import understudy.api.LineupView;
import understudy.api.ModelView;
import understudy.api.PredictionView;
import understudy.api.ReproductionView;
import understudy.api.RolloutView;
import understudy.api.ShadowView;
import understudy.api.SignatureView;
import understudy.api.TensorView;
import understudy.api.TokenView;
import understudy.api.VersionView;
import understudy.core.Archive;
import understudy.core.Column;
import understudy.core.DecisionRule;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.governance.AuditLink;
import understudy.governance.StoredToken;
import understudy.alerting.Deliveries;
import understudy.rollout.Adaptation;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.Judgement;
import understudy.rollout.Reproduction;
import understudy.rollout.Shadows;
import understudy.rollout.StagedRollout;
import understudy.serving.ExposureRule;
import understudy.serving.Instances;
import understudy.serving.Lineup;

/** The program's nouns as callers see them. Safe for many threads. */
final class Views {
    private final Services services;
    private final Json json;

    Views(Services services, Json json) {
        this.services = services;
        this.json = json;
    }

    ModelView model(understudy.core.Model model) {
        List<VersionView> versions =
                services.registry().versions(model.name()).stream().map(this::version).toList();
        return new ModelView(
                model.name(), Names.wire(model.task()), model.owner(), model.riskTier(), model.maturity(),
                model.createdAt(), services.lineups().find(model.name()).map(Lineup::champion),
                signature(model.signature()), versions);
    }

    VersionView version(ModelVersion version) {
        return version(version, Optional.empty());
    }

    /** With the reason where it may not lead. */
    VersionView explained(ModelVersion version) {
        return version(
                version,
                services.lineups().obstacle(version, ExposureRule.Exposure.CHAMPION).map(Problem::getMessage));
    }

    private VersionView version(ModelVersion version, Optional<String> obstacle) {
        Optional<String> role = services.lineups().find(version.model()).flatMap(lineup -> role(lineup, version.version()));
        Instances.Status status = services.instances().status(version);
        return new VersionView(
                version.model(), version.version(), version.digest(), version.artifact(), version.fileName(),
                version.runtime(), version.createdBy(), version.createdAt(), version.retired(), role,
                Names.wire(status.state()), positive(status.memory()), positive(status.callNanos() / 1000), obstacle,
                version.decision().map(Views::decision), version.options(), version.findings(),
                card(version.card()), signature(version.signature()));
    }

    private static Optional<Long> positive(long value) {
        return value > 0 ? Optional.of(value) : Optional.empty();
    }

    /** {@code cost_per_call} of a version's card, where it is a number. */
    Optional<Double> callCost(String model, int version) {
        return services.registry()
                .version(model, version)
                .map(found -> card(found.card()).get("cost_per_call"))
                .filter(Number.class::isInstance)
                .map(cost -> ((Number) cost).doubleValue());
    }

    private Map<String, Object> card(String text) {
        try {
            return json.mapper().readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException malformed) {
            return Map.of("text", text);
        }
    }

    private static Optional<String> role(Lineup lineup, int version) {
        if (lineup.champion() == version) {
            return Optional.of("champion");
        }
        if (lineup.canaries().stream().anyMatch(canary -> canary.version() == version)) {
            return Optional.of("canary");
        }
        return lineup.shadows().stream().anyMatch(shadow -> shadow.version() == version)
                ? Optional.of("shadow")
                : Optional.empty();
    }

    static SignatureView signature(Signature signature) {
        return new SignatureView(
                signature.inputs().stream().map(Views::input).toList(),
                signature.outputs().stream()
                        .map(output -> new SignatureView.Output(
                                output.name(), output.type().name(), output.shape(),
                                Optional.of(Names.wire(output.meaning())), output.classes()))
                        .toList());
    }

    private static SignatureView.Input input(Signature.Input input) {
        List<SignatureView.Feature> features = input.features().stream()
                .map(feature -> new SignatureView.Feature(
                        feature.name(), feature.categories(), Optional.of(feature.optional()),
                        Optional.of(Names.wire(feature.privacy()))))
                .toList();
        return new SignatureView.Input(input.name(), input.type().name(), input.shape(), features);
    }

    static DecisionView decision(DecisionRule rule) {
        return switch (rule) {
            case DecisionRule.Threshold threshold -> new DecisionView(
                    Optional.of(threshold.threshold()), Optional.of(threshold.above()), Optional.of(threshold.below()),
                    List.of(), List.of());
            case DecisionRule.CostMatrix matrix -> new DecisionView(
                    Optional.empty(), Optional.empty(), Optional.empty(), matrix.actions(), matrix.costs());
        };
    }

    static LineupView lineup(
            Lineup lineup, Optional<StagedRollout> underWay, Optional<LineupView.Elsewhere> elsewhere) {
        return new LineupView(
                lineup.model(), lineup.revision(), lineup.champion(),
                lineup.canaries().stream()
                        .map(canary -> new LineupView.Canary(canary.version(), canary.share()))
                        .toList(),
                lineup.shadows().stream()
                        .map(shadow -> new LineupView.Shadow(shadow.version(), shadow.from(), shadow.sample(), shadow.reader()))
                        .toList(),
                lineup.routes().stream()
                        .map(route -> new LineupView.Route(route.segment(), route.value(), route.version()))
                        .toList(),
                lineup.since(), lineup.by(), underWay.map(StagedRollout::sentence), elsewhere);
    }

    /** @param judgements of its guardrails now; none where it is over */
    static RolloutView rollout(StagedRollout it, List<Judgement> judgements) {
        List<RolloutView.Guardrail> guardrails = it.terms().guardrails().stream()
                .map(guardrail -> {
                    Optional<Judgement> now = judgements.stream()
                            .filter(each -> each.guardrail().equals(guardrail))
                            .findFirst();
                    return new RolloutView.Guardrail(
                            guardrail.text(), now.map(each -> Names.wire(each.ruling())), now.map(Judgement::value),
                            now.map(Judgement::limit));
                })
                .toList();
        return new RolloutView(
                it.id(), it.model(), it.version(), it.champion(), it.terms().steps(), it.terms().every(),
                Names.wire(it.terms().whenThin()), Names.wire(it.state()), it.step(), it.began(), it.stepSince(), it.by(),
                it.sentence(), guardrails,
                it.changes().stream()
                        .map(change -> new RolloutView.Change(
                                change.at(), Names.wire(change.state()), change.share(), change.by(), change.sentence()))
                        .toList());
    }

    static AdaptationView adaptation(AdaptiveShares it, List<Adaptation.Arm> arms) {
        return new AdaptationView(
                it.reward(), it.floor(), it.every(), it.since(), it.changed(), it.by(), it.active(), it.sentence(),
                arms.stream()
                        .map(arm -> new AdaptationView.Arm(
                                arm.version(), arm.share(), arm.labelled(), arm.rewarded(),
                                arm.estimate().map(Adaptation.Estimate::mean), arm.estimate().map(Adaptation.Estimate::low),
                                arm.estimate().map(Adaptation.Estimate::high)))
                        .toList());
    }

    static PredictionView prediction(Archive.Row row) {
        return new PredictionView(
                row.id().toString(), row.receivedAt(), row.model(), row.version(), Names.wire(row.role()), row.key(),
                row.segments(), row.score(), row.predicted(), row.action(), row.label(), row.error(),
                row.latencyMillis(), row.features());
    }

    static FoundView found(Archive.Found found) {
        Prediction it = found.prediction();
        int row = found.id().row();
        return new FoundView(
                found.id().toString(), it.model(), it.version(), it.versionDigest(), Names.wire(it.role()),
                it.lineupRevision(), it.propensity(), it.principal(), it.key(), it.segments(), it.traceId(),
                it.receivedAt(), it.latencyNanos() / 1e6, row, it.rows(), it.library(), columns(it.inputs(), row, it.rows()),
                said(it.outcome(), row, it.rows()),
                found.shadows().stream()
                        .map(said -> new FoundView.Shadow(
                                said.version(), said.latencyMillis(), said(said.outcome(), row, it.rows())))
                        .toList(),
                found.labels().stream()
                        .map(label -> new FoundView.Label(label.value(), label.at(), label.receivedAt(), label.by()))
                        .toList(),
                found.overrides().stream()
                        .map(each -> new FoundView.Override(each.action(), each.reason(), each.by(), each.at()))
                        .toList());
    }

    private static FoundView.Said said(Outcome outcome, int row, int rows) {
        return switch (outcome) {
            case Outcome.Answered answered -> new FoundView.Said(
                    columns(answered.outputs(), row, rows),
                    row < answered.actions().size() ? Optional.of(answered.actions().get(row)) : Optional.empty(),
                    Optional.empty());
            case Outcome.Failed failed -> new FoundView.Said(
                    List.of(), Optional.empty(), Optional.of(Names.wire(failed.code()) + ": " + failed.message()));
        };
    }

    private static List<TensorView> columns(List<Column> columns, int row, int rows) {
        return columns.stream()
                .map(column -> switch (column.value()) {
                    case Value.Plain plain -> tensor(column.name(), "plain", plain.tensor(), row, rows);
                    case Value.Hashed hashed -> tensor(column.name(), "hashed", hashed.digests(), row, rows);
                    case Value.Encrypted sealed -> withheld(column.name(), "encrypted", Optional.of(sealed.type().name()));
                    case Value.Dropped dropped -> withheld(column.name(), "dropped", Optional.empty());
                    case Value.Blob blob -> withheld(column.name(), "blob", Optional.of(blob.type().name()));
                })
                .toList();
    }

    private static TensorView withheld(String name, String kept, Optional<String> type) {
        return new TensorView(name, kept, type, List.of(), List.of());
    }

    /** One row of a tensor of so many rows; all of it where its first dimension counts something else. */
    private static TensorView tensor(String name, String kept, Tensor tensor, int row, int rows) {
        boolean byRow = tensor.rows() == rows && row < rows;
        int width = byRow ? tensor.rowSize() : tensor.size();
        int first = byRow ? row * width : 0;
        List<Object> data = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            data.add(element(tensor, first + i));
        }
        List<Long> shape = new ArrayList<>();
        for (long dimension : tensor.shape()) {
            shape.add(byRow && shape.isEmpty() ? 1L : dimension);
        }
        return new TensorView(name, kept, Optional.of(tensor.type().name()), shape, data);
    }

    private static Object element(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case BOOL -> tensor.number(index) != 0;
            case FP16, FP32, FP64 -> {
                double value = tensor.number(index);
                yield Double.isFinite(value) ? (Object) new java.math.BigDecimal(tensor.text(index)) : tensor.text(index);
            }
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> (long) tensor.number(index);
            case INT64, UINT64 -> new java.math.BigInteger(tensor.text(index));
            case BYTES -> tensor.text(index);
        };
    }

    static ReproductionView reproduction(Reproduction.Result it) {
        return new ReproductionView(
                it.id().toString(), it.model(), it.version(), it.same(), it.ulps(), it.actionsSame(), it.libraryThen(),
                it.libraryNow(), whole(it.then()), whole(it.now()));
    }

    private static List<TensorView> whole(List<NamedTensor> tensors) {
        return tensors.stream()
                .map(each -> tensor(each.name(), "plain", each.tensor(), 0, -1))
                .toList();
    }

    static ShadowView shadow(Shadows.Status it) {
        return new ShadowView(
                it.model(), it.version(), it.reader(), it.position(), it.lag().toNanos() / 1e9, it.lagBytes(),
                it.answered(), it.failed(), it.skipped(), it.problem());
    }

    static ChannelView channel(Deliveries.Status it) {
        return new ChannelView(
                it.name(), it.kind(), it.delivered(), it.failed(), it.givenUp(), it.waiting(), it.lastDelivered(),
                it.problem(), it.since());
    }

    static TokenView token(StoredToken token) {
        return new TokenView(token.name(), roles(token), token.createdAt(), token.expiresAt());
    }

    static List<String> roles(StoredToken token) {
        return token.roles().stream().map(Names::wire).sorted().toList();
    }

    static AuditView audit(AuditLink link) {
        return new AuditView(
                link.number(), link.event().at(), link.event().actor(), link.event().action(), link.event().subject(),
                link.event().details(), link.previous(), link.hash());
    }
}
