package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.governance.AuditLog;
import understudy.governance.Technology;
import understudy.governance.TechnologyCatalogue;
import understudy.governance.TechnologyStore;

class TechnologiesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final TechnologyCatalogue.Terms TERMS = new TechnologyCatalogue.Terms(
            Optional.of("3.11.*"), Technology.Exposure.CANARY, Technology.Risk.MEDIUM, Technology.Isolation.PROCESS,
            Optional.of(NOW.plusSeconds(60)), "for the trial");

    @TempDir
    private Path folder;

    private Database open() {
        return Database.open(folder.resolve("understudy.db"));
    }

    @Test
    void entries_are_there_after_a_restart_as_they_were_and_so_is_a_withdrawal() {
        Technology allowed;
        Technology withdrawn;
        try (Database database = open()) {
            TechnologyCatalogue catalogue =
                    new TechnologyCatalogue(database.technologies(), new AuditLog(database.audit()), () -> NOW);
            allowed = catalogue.allow("python", TERMS, "ann");
            catalogue.seed(List.of("onnx"));
            withdrawn = catalogue.withdraw("onnx", "bob");
        }
        try (Database database = open()) {
            assertThat(database.technologies().all()).containsExactly(withdrawn, allowed);
            assertThat(database.technologies().find("onnx").flatMap(Technology::withdrawn))
                    .contains(new Technology.Withdrawal("bob", NOW));
            assertThat(database.technologies().find("trees")).isEmpty();
            assertThat(new AuditLog(database.audit()).verify()).extracting("links", "broken").containsExactly(3L, 0L);
        }
    }

    @Test
    void an_entry_that_could_not_be_written_is_not_in_the_audit_and_the_other_way_round() {
        try (Database database = open()) {
            TechnologyStore store = database.technologies();
            TechnologyStore fails = new TechnologyStore() {
                @Override
                public List<Technology> all() {
                    return store.all();
                }

                @Override
                public Optional<Technology> find(String runtime) {
                    return store.find(runtime);
                }

                @Override
                public void save(Technology technology) {
                    store.save(technology);
                    throw new IllegalStateException("after the write");
                }
            };
            AuditLog audit = new AuditLog(database.audit());
            assertThatThrownBy(() -> new TechnologyCatalogue(fails, audit, () -> NOW).allow("python", TERMS, "ann"))
                    .hasMessage("after the write");
            assertThat(store.all()).isEmpty();
            assertThat(audit.read(1, 10)).isEmpty();
        }
    }
}
