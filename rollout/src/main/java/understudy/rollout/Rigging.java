package understudy.rollout;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import understudy.core.AuditSink;
import understudy.core.Prediction;
import understudy.journal.Log;
import understudy.serving.Lineups;

/**
 * What staged rollouts are driven with.
 *
 * @param moves turns one lineup into the next
 * @param elsewhere runs what may take seconds
 */
record Rigging(
        Lineups lineups,
        Rollout moves,
        Log<Prediction> predictions,
        StagedRolloutStore store,
        SlowEvidence slow,
        AuditSink audit,
        RolloutListener listener,
        InstantSource clock,
        LongSupplier nanoTime,
        Executor elsewhere) {}
