package understudy.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.http.Watches;
import understudy.performance.CauseSearch;
import understudy.performance.FairnessLook;
import understudy.performance.Models;
import understudy.performance.PerformanceWatch;
import understudy.performance.Performances;
import understudy.profiles.AnsweredRows;
import understudy.references.Reference;
import understudy.references.ReferenceStore;
import understudy.serving.Registry;
import understudy.storage.Database;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching {
    private final Performances performances;
    private final PerformanceWatch performanceWatch;

    /**
     * @param readers few platform threads, for people who look
     * @param background one that lets callers go first
     */
    Watching(
            Registry registry,
            AnsweredRows rows,
            Database database,
            InstantSource clock,
            ExecutorService readers,
            ExecutorService background) {
        Models models = new Registered(registry);
        ReferenceStore references = new NoReferences();
        this.performances = new Performances(models, rows, references, database.performance(), clock, readers);
        this.performanceWatch = new PerformanceWatch(
                new Performances(models, rows, references, database.performance(), clock, background), models, clock);
    }

    /** What the endpoints show. */
    Watches watches() {
        return new Watches(performances, new FairnessLook(performances), new CauseSearch(performances));
    }

    /** Keeps days counted: to be called now and then in the background. */
    PerformanceWatch performanceWatch() {
        return performanceWatch;
    }

    private record Registered(Registry registry) implements Models {
        @Override
        public List<Model> all() {
            return registry.models();
        }

        @Override
        public Optional<Model> find(String name) {
            return registry.model(name);
        }

        @Override
        public List<ModelVersion> versions(String model) {
            return registry.versions(model);
        }
    }

    /** Until references are kept. */
    private record NoReferences() implements ReferenceStore {
        @Override
        public void save(Reference reference) {
            throw new Problem(Problem.Code.UNPROCESSABLE, "references can't be kept yet", "");
        }

        @Override
        public Optional<Reference> find(String model, int version) {
            return Optional.empty();
        }

        @Override
        public List<Integer> versions(String model) {
            return List.of();
        }

        @Override
        public boolean delete(String model, int version) {
            return false;
        }
    }
}
