package understudy.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.AuditEvent;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.serving.Answer;
import understudy.serving.Encryption;
import understudy.serving.ExposureRule;
import understudy.serving.InferRequest;
import understudy.serving.Inference;
import understudy.serving.Inspection;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingSettings;
import understudy.storage.DataDirectory;
import understudy.storage.Database;
import understudy.storage.FileArtifacts;
import understudy.storage.FileBlobs;
import understudy.storage.MasterSecret;

/** From an uploaded file to an answer, with everything real but the web and the journal. */
final class AnsweringTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-04T10:00:00Z"));

    private final List<AuditEvent> audit = new ArrayList<>();
    private final Database database;
    private final Instances instances;
    private final Registration registration;
    private final Inference inference;

    AnsweringTest(@TempDir Path folder) {
        DataDirectory data = new DataDirectory(folder);
        SecureRandom random = new SecureRandom();
        database = Database.open(data.database());
        FileArtifacts artifacts = new FileArtifacts(data.artifacts());
        Runtimes runtimes = new Runtimes(List.of(new OnnxServingRuntime()));
        ServingSettings settings = ServingSettings.standard(2);
        instances = new Instances(database.registry(), artifacts, runtimes, settings);
        Lineups lineups = new Lineups(database.registry(), instances, ExposureRule.none(), audit::add, CLOCK);
        registration = new Registration(
                database.registry(), artifacts, runtimes, Inspection.none(), lineups, audit::add, CLOCK, settings);
        Sealing sealing = new Sealing(
                database.subjectKeys(MasterSecret.open(data.secret(), random), random),
                new FileBlobs(data.blobs(), CLOCK),
                new Encryption(random));
        inference = new Inference(
                lineups, instances, sealing, Optional.empty(), new RequestIds(CLOCK, new Random(1), Instant.EPOCH),
                CLOCK, new Random(2), Runnable::run, settings, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        instances.close();
        database.close();
    }

    @Test
    void a_registered_graph_leads_and_answers() {
        ModelVersion version = register(new float[] {1, -1}, "fraud.onnx");
        assertThat(version.reference()).isEqualTo("fraud@1");
        Answer answer = inference.infer(request(Optional.empty(), 0.5f, 0.25f));
        assertThat(answer.role()).isEqualTo(Role.CHAMPION);
        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.outputs().getFirst().name()).isEqualTo("score");
        assertThat(answer.outputs().getFirst().tensor().number(0)).isCloseTo(1 / (1 + Math.exp(-0.25)), within(1e-6));
        assertThat(audit).extracting(AuditEvent::action).containsExactly("version.register", "lineup.replace");
    }

    @Test
    void a_candidate_answers_those_who_call_it_by_number() {
        register(new float[] {1, -1}, "fraud.onnx");
        register(new float[] {0, 0}, "other.onnx");
        Answer answer = inference.infer(request(Optional.of(2), 3, 4));
        assertThat(answer.role()).isEqualTo(Role.DIRECT);
        assertThat(answer.outputs().getFirst().tensor().number(0)).isEqualTo(0.5);
    }

    private ModelVersion register(float[] weights, String file) {
        byte[] graph = SmallGraphs.logistic(weights, 0, -1);
        return registration.register(
                "fraud", new ByteArrayInputStream(graph), file, Registration.Details.none(), "ada");
    }

    private static InferRequest request(Optional<Integer> version, float... values) {
        return new InferRequest(
                "fraud", version, List.of(new NamedTensor("X", Tensor.of(values, 1, values.length))), Optional.empty(),
                Map.of(), Optional.empty(), "ada", "", System.nanoTime());
    }
}
