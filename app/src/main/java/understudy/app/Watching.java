package understudy.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import understudy.core.Archive;
import understudy.core.AuditSink;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.http.Watches;
import understudy.intake.CloudEvents;
import understudy.intake.Intake;
import understudy.intake.IntakeSettings;
import understudy.intake.TableFiles;
import understudy.intake.Truths;
import understudy.journal.Log;
import understudy.rollout.Labels;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching {
    private final Watches.Elsewhere elsewhere;

    /** @param archive what brought predictions are recognised by */
    Watching(
            Configuration configuration,
            Registry registry,
            Lineups lineups,
            Instances instances,
            Sealing sealing,
            Log<Prediction> predictions,
            Archive archive,
            Labels labels,
            AuditSink audit,
            InstantSource clock) {
        IntakeSettings settings = IntakeSettings.standard(configuration.duration(Setting.ARCHIVE_RETENTION));
        Intake intake = new Intake(
                registry, lineups, instances, sealing, predictions, archive, truths(labels), audit, clock, settings);
        this.elsewhere = new Watches.Elsewhere(intake, new CloudEvents(intake, registry, clock, settings), tables());
    }

    /** What the endpoints show. */
    Watches watches() {
        return new Watches(elsewhere);
    }

    private static Truths truths(Labels labels) {
        return (model, truths, by) -> {
            List<Labels.Submission> submissions = truths.stream()
                    .map(truth -> new Labels.Submission(
                            Optional.of(new PredictionId(truth.request(), 0)), Optional.empty(), truth.value(),
                            Optional.of(truth.at())))
                    .toList();
            labels.submit(model, submissions, by);
        };
    }

    private static TableFiles tables() {
        return (file, name) -> {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "this server reads no Parquet yet", "Send CSV or NDJSON, compressed if you like");
        };
    }
}
