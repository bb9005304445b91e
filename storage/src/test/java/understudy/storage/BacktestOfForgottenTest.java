package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.Hindsight;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Prediction;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.journal.JournalSettings;
import understudy.rollout.Backtests;
import understudy.serving.Artifact;
import understudy.serving.Encryption;
import understudy.serving.Instance;
import understudy.serving.Instances;
import understudy.serving.Loading;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingRuntime;
import understudy.serving.ServingSettings;

/** A backtest over requests of which the journal has forgotten most. */
class BacktestOfForgottenTest {
    private static final int ANSWERED = 1_500;

    @TempDir
    private Path folder;

    private Desk desk;
    private Instances instances;

    @BeforeEach
    void two_versions_and_a_journal_that_forgets() throws java.io.IOException {
        desk = new Desk(folder, Desk.settings(1_000), new JournalSettings(
                JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofMinutes(1), 1L << 30));
        FileArtifacts artifacts = new FileArtifacts(desk.folder.artifacts());
        for (int version = 1; version <= 2; version++) {
            Artifact artifact = artifacts.put(
                    new java.io.ByteArrayInputStream(new byte[] {(byte) version}), "m.by-income", 100);
            desk.registry.add(new ModelVersion(
                    "loan", 0, "digest " + version, artifact.digest(), "m.by-income", "by-income",
                    desk.registry.model("loan").orElseThrow().signature(), Optional.empty(), "{}", Map.of(), List.of(),
                    "ann", Desk.START, false));
        }
        instances = new Instances(
                desk.registry, artifacts, new Runtimes(List.of(new ByIncome())), ServingSettings.standard(2));
    }

    @AfterEach
    void close() {
        instances.close();
        desk.close();
    }

    @Test
    void finds_every_pair_and_its_label_and_no_gap() {
        for (int i = 0; i < ANSWERED; i++) {
            Prediction prediction = desk.answer(i / (double) ANSWERED);
            if (i % 3 == 0) {
                desk.label(prediction, i % 2 == 0 ? "good" : "bad");
            }
            if (i % 20 == 0) {
                desk.archive.tend();
            }
        }
        assertThat(desk.journal.predictions().start()).as("retention has deleted segments").isPositive();
        Hindsight found = backtest(Desk.START, desk.now.plusSeconds(1));

        assertThat(found.asKnownNow().pairs()).isEqualTo(ANSWERED);
        assertThat(found.asKnownNow().labelled()).isEqualTo(ANSWERED / 3);
        assertThat(found.asKnownThen().explanation()).doesNotContain("never shown");
        // it is one version in all but its number
        assertThat(found.asKnownNow().agreement()).contains(1.0);
    }

    @Test
    void says_that_something_is_gone_once_the_archive_has_forgotten_it_too() {
        desk.answer(0.25);
        desk.archive.seal();
        desk.now = desk.now.plus(Duration.ofDays(40));
        desk.answer(0.5);
        desk.archive.tend();
        Hindsight found = backtest(Desk.START, desk.now.plusSeconds(1));

        assertThat(found.asKnownNow().pairs()).isEqualTo(1);
        assertThat(found.asKnownNow().explanation()).contains("an unknown number more were never shown to it");
    }

    private Hindsight backtest(Instant from, Instant to) {
        Comparisons comparisons = new Comparisons(
                desk.registry, desk.archive, desk.journal.predictions(), desk.journal.facts(), () -> desk.now,
                desk.database.plans(), ComparisonSettings.standard());
        Sealing sealing = new Sealing(
                desk.database.subjectKeys(
                        MasterSecret.open(desk.folder.secret(), desk.secureRandom()), desk.secureRandom()),
                new FileBlobs(desk.folder.blobs(), () -> desk.now), new Encryption(desk.secureRandom()));
        return new Backtests(
                        desk.registry, instances, sealing, desk.archive, comparisons, event -> {}, () -> desk.now,
                        Thread.ofPlatform().daemon().factory())
                .run("loan", List.of(2), from, to, share -> {}, "ann")
                .getFirst()
                .hindsight();
    }

    /** Says a thousandth of the income, which is what the desk's answers said. */
    private static final class ByIncome implements ServingRuntime {
        @Override
        public String name() {
            return "by-income";
        }

        @Override
        public boolean accepts(Artifact artifact) {
            return true;
        }

        @Override
        public Instance load(Artifact artifact, Loading loading) {
            return new Instance() {
                @Override
                public Signature signature() {
                    return loading.signature().orElseThrow();
                }

                @Override
                public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
                    float[] said = new float[rows];
                    for (int row = 0; row < rows; row++) {
                        said[row] = (float) (inputs.get(1).tensor().number(row) / 1_000);
                    }
                    return List.of(new NamedTensor("probability", Tensor.of(said)));
                }

                @Override
                public String library() {
                    return "by income 1";
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    }
}
