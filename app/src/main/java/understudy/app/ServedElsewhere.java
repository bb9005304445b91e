package understudy.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import understudy.core.Archive;
import understudy.core.AuditSink;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.http.Watches;
import understudy.intake.CloudEvents;
import understudy.intake.HalvesFile;
import understudy.intake.Intake;
import understudy.intake.IntakeSettings;
import understudy.intake.TableFiles;
import understudy.intake.Truths;
import understudy.intake.WatchedFolder;
import understudy.journal.Log;
import understudy.profiles.ReadingOptions;
import understudy.rollout.Labels;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Sealing;
import understudy.storage.DataFiles;

/** Builds what takes in the predictions of models that are served elsewhere: part of {@link Wiring}. */
final class ServedElsewhere {
    /** How long a dropped file rests that cannot be read for the time being, as while the disk is full. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private ServedElsewhere() {}

    /**
     * @param archive what brought predictions are recognised by
     * @param halves of pairs that are not complete
     */
    static Watches.Elsewhere open(
            Configuration configuration,
            Registry registry,
            Lineups lineups,
            Instances instances,
            Sealing sealing,
            Log<Prediction> predictions,
            Archive archive,
            Labels labels,
            AuditSink audit,
            HalvesFile halves,
            InstantSource clock) {
        IntakeSettings settings = IntakeSettings.standard(configuration.duration(Setting.ARCHIVE_RETENTION));
        Intake intake = new Intake(
                registry, lineups, instances, sealing, predictions, archive, truths(labels), audit, clock, settings);
        TableFiles tables = (file, name) -> DataFiles.open(file, name, ReadingOptions.DEFAULT);
        Optional<WatchedFolder> folder = configuration.text(Setting.INTAKE_FOLDER).isEmpty()
                ? Optional.empty()
                : Optional.of(new WatchedFolder(configuration.path(Setting.INTAKE_FOLDER), intake, tables, clock, AGAIN));
        return new Watches.Elsewhere(intake, new CloudEvents(intake, registry, clock, settings, Optional.of(halves)), tables, folder);
    }

    private static Truths truths(Labels labels) {
        return (model, truths, by) -> {
            List<Labels.Submission> submissions = truths.stream()
                    .map(truth -> new Labels.Submission(
                            Optional.of(new PredictionId(truth.request(), 0)), Optional.empty(), truth.value(),
                            Optional.of(truth.at()), truth.together()))
                    .toList();
            labels.submit(model, submissions, by);
        };
    }
}
