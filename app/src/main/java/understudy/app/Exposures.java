package understudy.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.governance.Technology;
import understudy.governance.TechnologyCatalogue;
import understudy.serving.BoundVersion;
import understudy.serving.ExposureRule;
import understudy.serving.Instances;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Runtimes;

/** Where serving meets the catalogue of technologies: what a version would be used for, in the catalogue's words. */
final class Exposures implements ExposureRule {
    private final TechnologyCatalogue catalogue;
    private final Runtimes runtimes;
    private final Instances instances;

    Exposures(TechnologyCatalogue catalogue, Runtimes runtimes, Instances instances) {
        this.catalogue = catalogue;
        this.runtimes = runtimes;
        this.instances = instances;
    }

    @Override
    public Optional<Problem> obstacle(Model model, ModelVersion version, Exposure exposure) {
        return catalogue.obstacle(use(model, version, exposure));
    }

    /** Every version that is in a lineup now. */
    List<TechnologyCatalogue.Use> inUse(Registry registry, Lineups lineups) {
        List<TechnologyCatalogue.Use> uses = new ArrayList<>();
        for (Model model : registry.models()) {
            Optional<Lineup> lineup = lineups.find(model.name());
            lineup.ifPresent(now -> now.versions().forEach(number -> registry.version(model.name(), number)
                    .ifPresent(version -> uses.add(use(model, version, now.exposure(number))))));
        }
        return uses;
    }

    /** The same, with their models. */
    Map<ModelVersion, Model> versionsInUse(Registry registry, Lineups lineups) {
        Map<ModelVersion, Model> versions = new LinkedHashMap<>();
        inUse(registry, lineups).forEach(use -> versions.put(use.version(), use.model()));
        return versions;
    }

    private TechnologyCatalogue.Use use(Model model, ModelVersion version, Exposure exposure) {
        Technology.Exposure wanted = switch (exposure) {
            case SHADOW -> Technology.Exposure.SHADOW;
            case CANARY -> Technology.Exposure.CANARY;
            case CHAMPION -> Technology.Exposure.CHAMPION;
        };
        return new TechnologyCatalogue.Use(model, version, wanted, runtimes.runsApart(version), () -> library(version));
    }

    private String library(ModelVersion version) {
        try (BoundVersion bound = instances.bind(version.model(), version.version())) {
            return bound.library();
        }
    }
}
