package understudy.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Instances;
import understudy.serving.Lineup;

/** Models as the Open Inference Protocol speaks of them, for REST and gRPC alike. Safe for many threads. */
final class Repository {
    /** @param platform runtime of the version meant; of the champion where none was */
    record Metadata(Signature signature, List<String> versions, String platform, Map<String, String> properties) {}

    private final Services services;
    private volatile boolean draining;

    Repository(Services services) {
        this.services = services;
    }

    /** From now on new requests are refused. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Why requests cannot be taken now. */
    Optional<String> obstacle() {
        if (draining) {
            return Optional.of("the server is going away");
        }
        for (Instances.Status status : services.instances().statuses()) {
            if (status.state() == Instances.State.LOADING) {
                return Optional.of(ModelVersion.reference(status.model(), status.version()) + " is loading");
            }
        }
        return services.obstacle().get();
    }

    /** @throws Problem NOT_FOUND */
    Metadata metadata(String model, Optional<Integer> version) {
        Signature signature = services.inference().signature(model, version);
        List<ModelVersion> versions = services.registry().versions(model);
        Optional<Integer> meant = version.or(() -> services.lineups().find(model).map(Lineup::champion));
        String platform = versions.stream()
                .filter(each -> meant.isPresent() && each.version() == meant.get())
                .map(ModelVersion::runtime)
                .findFirst()
                .orElse("");
        Map<String, String> properties = new HashMap<>();
        services.registry().model(model).ifPresent(found -> properties.put("task", Names.wire(found.task())));
        meant.ifPresent(answering -> properties.put("answering_version", answering.toString()));
        List<String> answering = versions.stream()
                .filter(each -> !each.retired())
                .map(each -> Integer.toString(each.version()))
                .toList();
        return new Metadata(signature, answering, platform, properties);
    }

    /** @throws Problem NOT_FOUND for an unknown model or version */
    boolean isReady(String model, Optional<Integer> version) {
        if (version.isPresent()) {
            if (services.registry().version(model, version.get()).isEmpty()) {
                throw Problem.notFound("there is no " + ModelVersion.reference(model, version.get()), "");
            }
            return !draining && services.instances().isReady(model, version.get());
        }
        Optional<Lineup> lineup = services.lineups().find(model);
        if (lineup.isEmpty() && services.registry().model(model).isEmpty()) {
            throw Problem.notFound("there is no model '" + model + "'", "");
        }
        return !draining && lineup.isPresent() && services.instances().isReady(model, lineup.get().champion());
    }

    /** Every version with its state; those not loaded are UNAVAILABLE. */
    List<Instances.Status> index(boolean onlyReady) {
        return services.instances().statuses().stream()
                .filter(status -> !onlyReady || status.state() == Instances.State.READY)
                .toList();
    }

    /** Loads whatever the model's lineup names. */
    void load(String model) {
        Lineup lineup = lineup(model);
        services.instances().load(model, lineup.champion());
        lineup.canaries().forEach(canary -> services.instances().load(model, canary.version()));
        lineup.shadows().forEach(shadow -> services.instances().load(model, shadow.version()));
    }

    /** @throws Problem CONFLICT while a lineup needs one of its versions */
    void unload(String model) {
        if (services.registry().model(model).isEmpty()) {
            throw Problem.notFound("there is no model '" + model + "'", "");
        }
        for (Instances.Status status : services.instances().statuses()) {
            if (status.model().equals(model)) {
                services.instances().unload(model, status.version());
            }
        }
    }

    private Lineup lineup(String model) {
        return services.lineups()
                .find(model)
                .orElseThrow(() -> Problem.notFound("there is no lineup of '" + model + "'", "Register a version first"));
    }
}
