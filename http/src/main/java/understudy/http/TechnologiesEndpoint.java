package understudy.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import understudy.api.Paths;
import understudy.api.TechnologyView;
import understudy.governance.Technology;
import understudy.governance.TechnologyCatalogue;
import understudy.governance.TechnologyWatch;

/** The catalogue of technologies that may answer callers. */
final class TechnologiesEndpoint {
    private final Services services;

    TechnologiesEndpoint(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                Paths.TECHNOLOGIES, Access.READING,
                                "Which technologies may answer callers, and what answers uncovered", this::all)
                        .giving(TechnologyView.Page.class),
                Route.put(Paths.TECHNOLOGY, Access.APPROVING, "Lets versions of a runtime go so far", this::allow)
                        .taking(TechnologyView.Request.class)
                        .giving(TechnologyView.class),
                Route.delete(
                        Paths.TECHNOLOGY, Access.APPROVING, "Lets no more versions of a runtime answer", this::withdraw));
    }

    private void all(Call call) throws IOException {
        call.reply(new TechnologyView.Page(
                services.technologies().list().stream().map(this::view).toList(),
                services.technologyWatch().uncovered().stream().map(TechnologiesEndpoint::view).toList()));
    }

    private void allow(Call call) throws IOException {
        TechnologyView.Request asked = call.read(TechnologyView.Request.class);
        TechnologyCatalogue.Terms terms = new TechnologyCatalogue.Terms(
                asked.library(),
                Names.parse(Technology.Exposure.class, "up_to", asked.upTo()),
                Names.parse(Technology.Risk.class, "risk", asked.risk()),
                asked.isolation()
                        .map(word -> Names.parse(Technology.Isolation.class, "isolation", word))
                        .orElse(Technology.Isolation.ANY),
                asked.until(),
                asked.note().orElse(""));
        call.reply(view(services.technologies().allow(call.value(0), terms, call.by())));
    }

    private void withdraw(Call call) {
        services.technologies().withdraw(call.value(0), call.by());
        call.done(204);
    }

    private TechnologyView view(Technology technology) {
        Optional<Technology.Withdrawal> withdrawn = technology.withdrawn();
        boolean inForce = services.technologies().isInForce(technology);
        String state = withdrawn.isPresent() ? "withdrawn" : inForce ? "allowed" : "over";
        return new TechnologyView(
                technology.runtime(), technology.library(), Names.wire(technology.upTo()), Names.wire(technology.risk()),
                Names.wire(technology.isolation()), technology.allowedBy(), technology.allowedAt(), technology.until(),
                technology.note(), state, withdrawn.map(Technology.Withdrawal::by),
                withdrawn.map(Technology.Withdrawal::at));
    }

    private static TechnologyView.Uncovered view(TechnologyWatch.Uncovered uncovered) {
        TechnologyCatalogue.Use use = uncovered.use();
        return new TechnologyView.Uncovered(
                use.model().name(), use.version().version(), Names.wire(use.exposure()), use.version().runtime(),
                use.model().owner(), uncovered.why());
    }
}
