package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Who leads changes again and again while callers never stop asking. */
class PromoteUnderLoadTest {
    private static final int CHANGES = 20;
    private static final int SENDERS = 4;
    private static final int PEOPLE = 20;
    private static final long ANSWERS_BETWEEN_CHANGES = 20;

    @TempDir
    Path data;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

    @Test
    void no_request_fails_and_none_is_mixed_up_while_the_lead_changes() throws Exception {
        try (RunningServer server = RunningServer.in(data);
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller caller = server.caller();
            List<Map<String, Object>> people = people();
            List<Map<Integer, JsonNode>> own = ownAnswers(caller, people);

            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int first = i;
                sending.add(senders.submit(() -> send(caller, people, own, first)));
            }
            for (int i = 0; i < CHANGES; i++) {
                long until = answers.get() + ANSWERS_BETWEEN_CHANGES;
                RunningServer.eventually("answers between changes", () -> answers.get() >= until || anyEnded(sending));
                JsonNode lineup = i % 2 == 0
                        ? caller.verb(Paths.PROMOTE, "loan", 2)
                        : caller.send("POST", Paths.of(Paths.ROLLBACK, "loan"), BodyPublishers.noBody(), Map.of()).good();
                int leader = i % 2 == 0 ? 2 : 1;
                assertThat(lineup.path("champion").asInt()).isEqualTo(leader);
                assertThat(caller.predict("loan", people.getFirst(), "after").path("version").asInt())
                        .as("in force when the change is acknowledged")
                        .isEqualTo(leader);
            }
            over.set(true);
            sending.forEach(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }
    }

    private static boolean anyEnded(List<Future<?>> sending) {
        return sending.stream().anyMatch(Future::isDone);
    }

    private static List<Map<String, Object>> people() {
        Applicants applicants = new Applicants(new SplittableRandom(3));
        List<Map<String, Object>> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(applicants.next());
        }
        return people;
    }

    /** What each version says to each person when nothing else goes on. */
    private static List<Map<Integer, JsonNode>> ownAnswers(Caller caller, List<Map<String, Object>> people) {
        caller.register("loan", LoanVersion.LOGISTIC_REGRESSION);
        caller.register("loan", LoanVersion.BOOSTED_TREES);
        List<Map<Integer, JsonNode>> own = new ArrayList<>();
        people.forEach(person -> own.add(new HashMap<>()));
        for (int version = 1; version <= 2; version++) {
            if (version > 1) {
                caller.verb(Paths.PROMOTE, "loan", version);
            }
            for (int i = 0; i < PEOPLE; i++) {
                own.get(i).put(version, caller.predict("loan", people.get(i), "alone").path("outputs"));
            }
        }
        caller.verb(Paths.PROMOTE, "loan", 1);
        own.forEach(answer -> assertThat(answer.get(1)).isNotEqualTo(answer.get(2)));
        return own;
    }

    private void send(Caller caller, List<Map<String, Object>> people, List<Map<Integer, JsonNode>> own, int first) {
        for (int i = first; !over.get(); i++) {
            int person = i % PEOPLE;
            JsonNode answer = caller.predict("loan", people.get(person), "key-" + i);
            int version = answer.path("version").asInt();
            assertThat(answer.path("outputs")).as("said by version %s", version).isEqualTo(own.get(person).get(version));
            seen.add(version);
            answers.incrementAndGet();
        }
    }
}
