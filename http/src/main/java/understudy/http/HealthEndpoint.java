package understudy.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import understudy.api.HealthView;
import understudy.api.Paths;
import understudy.health.FirstLook;
import understudy.health.Health;
import understudy.health.HealthPart;
import understudy.health.Healths;

/** How models are, and what to look at first. */
final class HealthEndpoint {
    private final Healths healths;

    HealthEndpoint(Services services) {
        this.healths = services.watches().healths();
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                Paths.MODEL_HEALTH, Access.READING,
                                "How a model is, part by part, and what to look at first", this::one)
                        .giving(HealthView.class),
                Route.get(Paths.HEALTH, Access.READING, "How all models are, the worst first", this::all)
                        .giving(HealthView.Page.class));
    }

    private void one(Call call) throws IOException {
        call.reply(view(healths, healths.of(call.value(0))));
    }

    private void all(Call call) throws IOException {
        call.reply(new HealthView.Page(healths.all().stream()
                .map(health -> view(healths, health))
                .toList()));
    }

    static HealthView view(Healths healths, Health health) {
        FirstLook look = healths.look(health.model());
        return new HealthView(
                health.model(), health.at(), score(health.score()),
                health.parts().stream().map(part -> part(health.model(), part)).toList(),
                new HealthView.FirstLook(look.text(), look.needed(), look.alert(), look.columns(), look.call()));
    }

    private static HealthView.Part part(String model, HealthPart part) {
        String path = switch (part.name()) {
            case AVAILABILITY, DATA, LAG -> Paths.WINDOWS;
            case DRIFT -> Paths.MONITORS;
            case PERFORMANCE -> Paths.PERFORMANCE;
            case ALERTS -> Paths.MODEL_ALERTS;
        };
        return new HealthView.Part(
                Names.wire(part.name()), score(part.score()), part.sentence(),
                part.evidence().stream().map(one -> new HealthView.Evidence(one.name(), one.value())).toList(),
                Paths.of(path, model));
    }

    private static Optional<Double> score(OptionalDouble score) {
        return score.isPresent() ? Optional.of(score.getAsDouble()) : Optional.empty();
    }
}
