package understudy.app;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.alerting.Finding;
import understudy.alerting.Findings;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/** For what is not built yet: an archive that has no rows, no references, and alerts that are lines of the log. */
final class StandIns {
    private static final Logger LOG = LoggerFactory.getLogger(StandIns.class);

    private StandIns() {}

    record NoRows() implements AnsweredRows {
        @Override
        public RowSource open(Stretch stretch, Labels labels) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the archive has no rows to read", "");
        }

        @Override
        public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
            return List.of();
        }

        @Override
        public Instant keptSince() {
            return Instant.EPOCH;
        }
    }

    record NoReferences() implements ReferenceStore {
        @Override
        public void save(Reference reference) {
            throw new Problem(Problem.Code.UNAVAILABLE, "references cannot be kept", "");
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

    record Lines() implements Findings {
        @Override
        public String report(Finding finding) {
            LOG.warn("{}", finding.title());
            return finding.cause();
        }

        @Override
        public void clear(String model, String cause, Instant at, String why) {
            LOG.info("{}: {} is over: {}", model, cause, why);
        }
    }
}
