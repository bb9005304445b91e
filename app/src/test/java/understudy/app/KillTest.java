package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/**
 * Kills the whole server with SIGKILL under load, again and again on one data directory, and holds it to what it said:
 * {@code bench/kill-server} does so a thousand times.
 *
 * <p>Of two models, {@code steady} keeps its lineup, so that every one of its predictions must end up with one answer of
 * each shadow; {@code moving} changes its champion all the time.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("understudy.kill.rounds", 3);
    private static final long SEED = Long.getLong("understudy.kill.seed", 1_116);
    private static final int SENDERS = 4;
    /** Of each round, looked at one by one. */
    private static final int CLOSELY = 50;
    private static final int MOST = 10_000;
    private static final List<Integer> SHADOWS = List.of(2, 3);
    private static final long SHORTEST_LIFE = Duration.ofMillis(150).toNanos();
    private static final long LONGEST_LIFE = Duration.ofMillis(1_500).toNanos();

    @TempDir
    Path data;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Map<String, String> labelled = new ConcurrentHashMap<>();
    private final AtomicLong leader = new AtomicLong(1);
    private final AtomicLong leaderRevision = new AtomicLong(1);
    private Instant loadBegan = Instant.EPOCH;
    private long checked;
    private long rows;

    @Test
    void whatever_was_acknowledged_before_a_kill_is_there_after_it_once() {
        try (ServerProcess first = ServerProcess.start(data, Map.of()); Caller caller = new Caller(first.address())) {
            settle(caller);
            loadUntilKilled(first, caller);
        }
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess next = ServerProcess.start(data, Map.of()); Caller caller = new Caller(next.address())) {
                RunningServer.caughtUp(caller, "steady");
                verify(caller, round);
                if (round < ROUNDS) {
                    loadUntilKilled(next, caller);
                }
            }
        }
        assertThat(checked).as("answers that were checked").isGreaterThan(50L * ROUNDS);
    }

    private void settle(Caller caller) {
        for (String model : List.of("steady", "moving")) {
            for (LoanVersion version : List.of(LoanVersion.LOGISTIC_REGRESSION, LoanVersion.BOOSTED_TREES, LoanVersion.LIGHTGBM)) {
                caller.register(model, version);
            }
        }
        for (int shadow : SHADOWS) {
            caller.verb(Paths.SHADOW, "steady", shadow);
        }
    }

    private void loadUntilKilled(ServerProcess server, Caller caller) {
        Queue<String> unlabelled = new ConcurrentLinkedQueue<>();
        loadBegan = InstantSource.system().instant();
        List<Future<?>> ended = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                Applicants applicants = new Applicants(random.split());
                ended.add(people.submit(() -> untilCut(server, () -> ask(caller, applicants, unlabelled))));
            }
            ended.add(people.submit(() -> untilCut(server, () -> label(caller, unlabelled))));
            ended.add(people.submit(() -> untilCut(server, () -> change(caller))));
            LockSupport.parkNanos(random.nextLong(SHORTEST_LIFE, LONGEST_LIFE));
            server.kill();
        }
        ended.forEach(end -> assertThat(end).succeedsWithin(Duration.ZERO));
    }

    /** One call after another, until there is nobody to answer. */
    private interface Step {
        void take() throws IOException;
    }

    private static void untilCut(ServerProcess server, Step step) {
        try {
            while (server.isAlive()) {
                step.take();
            }
        } catch (IOException killed) {
            // what this test is about
        }
    }

    private void ask(Caller caller, Applicants applicants, Queue<String> unlabelled) throws IOException {
        String body = Caller.write(Map.of("rows", List.of(applicants.next(), applicants.next())));
        JsonNode answer = post(caller, Paths.of(Paths.PREDICT, "steady"), body);
        for (JsonNode id : answer.path("prediction_ids")) {
            answered.add(id.asText());
            unlabelled.add(id.asText());
        }
    }

    private void label(Caller caller, Queue<String> unlabelled) throws IOException {
        Map<String, String> lines = new HashMap<>();
        for (int i = 0; i < 20 && !unlabelled.isEmpty(); i++) {
            String id = unlabelled.remove();
            lines.put(id, id.hashCode() % 3 == 0 ? "default" : "paid");
        }
        if (lines.isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            return;
        }
        List<String> text = new ArrayList<>();
        lines.forEach((id, label) -> text.add(Caller.write(Map.of("prediction_id", id, "label", label))));
        JsonNode receipt = post(caller, Paths.LABELS + "?model=steady", String.join("\n", text));
        assertThat(receipt.path("accepted").asInt()).isEqualTo(lines.size());
        labelled.putAll(lines);
    }

    private void change(Caller caller) throws IOException {
        long next = leader.get() % 3 + 1;
        JsonNode lineup = post(caller, Paths.of(Paths.PROMOTE, "moving"), "{\"version\":" + next + "}");
        leader.set(lineup.path("champion").asLong());
        leaderRevision.set(lineup.path("revision").asLong());
    }

    private static JsonNode post(Caller caller, String path, String body) throws IOException {
        return caller.trySend("POST", path, BodyPublishers.ofString(body), Map.of("Content-Type", "application/json"))
                .good();
    }

    private void verify(Caller caller, int round) {
        JsonNode moved = caller.get(Paths.of(Paths.LINEUP, "moving")).good();
        long revision = moved.path("revision").asLong();
        assertThat(revision).isBetween(leaderRevision.get(), leaderRevision.get() + 1);
        if (revision == leaderRevision.get()) {
            assertThat(moved.path("champion").asLong()).isEqualTo(leader.get());
        }
        leader.set(moved.path("champion").asLong());
        leaderRevision.set(revision);

        Set<String> journalled = new HashSet<>();
        search(caller).forEach(found -> journalled.add(found.path("prediction_id").asText()));
        assertThat(journalled).as("answers of round %s in the journal", round).containsAll(answered);
        checked += answered.size();
        rows += journalled.size();
        List<String> newest = new ArrayList<>(answered);
        newest.sort(Comparator.reverseOrder());
        newest.stream().limit(CLOSELY).forEach(id -> verifyClosely(caller, id));
        answered.clear();
        labelled.clear();

        for (int shadow : SHADOWS) {
            RunningServer.eventually("all pairs of " + shadow, () -> pairs(caller, shadow).path("pairs").asLong() >= rows);
            assertThat(pairs(caller, shadow).path("pairs").asLong()).as("each prediction once, round %s", round).isEqualTo(rows);
            assertThat(pairs(caller, shadow).path("gaps").asLong()).isZero();
        }
    }

    /** What this round's server journalled, answered or not. */
    private JsonNode search(Caller caller) {
        JsonNode found = caller.get(Paths.PREDICTIONS + "?model=steady&limit=" + MOST + "&from=" + loadBegan)
                .good()
                .path("predictions");
        assertThat(found.size()).as("all that fits in one search").isLessThan(MOST);
        return found;
    }

    /** The newest, which the kill may have cut in the middle of something. */
    private void verifyClosely(Caller caller, String id) {
        List<Integer> shadows = new ArrayList<>();
        RunningServer.eventually("both shadows answered " + id, () -> found(caller, id).path("shadows").size() >= 2);
        JsonNode found = found(caller, id);
        found.path("shadows").forEach(shadow -> shadows.add(shadow.path("version").asInt()));
        assertThat(shadows).as(id).containsExactlyInAnyOrderElementsOf(SHADOWS);
        assertThat(found.path("answer").path("outputs")).as(id).isNotEmpty();
        String label = labelled.get(id);
        if (label != null) {
            assertThat(found.path("labels")).as(id).hasSize(1);
            assertThat(found.path("labels").path(0).path("value").asText()).isEqualTo(label);
        }
    }

    private static JsonNode found(Caller caller, String id) {
        return caller.get(Paths.of(Paths.PREDICTION, id)).good();
    }

    private static JsonNode pairs(Caller caller, int challenger) {
        return caller.get(Paths.of(Paths.COMPARISON, "steady", challenger)).good();
    }
}
