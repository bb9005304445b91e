package understudy.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import understudy.api.BackupView;
import understudy.api.StatusView;
import understudy.core.Archive;
import understudy.core.Blobs;
import understudy.core.SubjectKeys;
import understudy.governance.AuditLog;
import understudy.governance.TechnologyCatalogue;
import understudy.governance.TechnologyWatch;
import understudy.governance.Tokens;
import understudy.alerting.Deliveries;
import understudy.alerting.TestNotice;
import understudy.packs.Packs;
import understudy.provenance.Provenance;
import understudy.rollout.Adaptation;
import understudy.rollout.Backtests;
import understudy.comparison.Comparisons;
import understudy.comparison.PlanBook;
import understudy.rollout.Erasure;
import understudy.rollout.Labels;
import understudy.rollout.Reproduction;
import understudy.rollout.Rollout;
import understudy.rollout.Shadows;
import understudy.rollout.StagedRollouts;
import understudy.serving.Inference;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Registry;

/**
 * Everything the endpoints stand before.
 *
 * @param logs how the journal's logs are, asked for each status and each scrape
 * @param obstacle why the server cannot take requests now, if something outside this module says so
 * @param jobs runs backtests and backups, a thread for each
 * @param program its version
 */
public record Services(
        Inference inference,
        Lineups lineups,
        Instances instances,
        Registration registration,
        Registry registry,
        Rollout rollout,
        StagedRollouts rollouts,
        Adaptation adaptation,
        Shadows shadows,
        Deliveries deliveries,
        TestNotice testNotice,
        Comparisons comparisons,
        PlanBook plans,
        Backtests backtests,
        Labels labels,
        Reproduction reproduction,
        Archive archive,
        Erasure erasure,
        SubjectKeys subjectKeys,
        Tokens tokens,
        AuditLog audit,
        Backup backup,
        Packs packs,
        Blobs blobs,
        PrometheusMeterRegistry metrics,
        Supplier<List<StatusView.Log>> logs,
        Supplier<Optional<String>> obstacle,
        Executor jobs,
        InstantSource clock,
        Instant startedAt,
        String program,
        TechnologyCatalogue technologies,
        TechnologyWatch technologyWatch,
        Provenance provenance,
        Watches watches) {

    /** Writes everything needed to restore the server into a folder that is not there yet, or empty. */
    public interface Backup {
        /** @param progress told the share done, 0 to 1 */
        BackupView write(Path folder, DoubleConsumer progress, String by);
    }
}
