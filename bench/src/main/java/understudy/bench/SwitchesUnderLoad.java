package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import understudy.api.Paths;

/** Promotions and rollbacks while callers keep asking. */
final class SwitchesUnderLoad {
    private static final String MODEL = "trees";
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String BODY = "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,20],\"datatype\":\"%s\",\"data\":[%s]}]}";

    private final List<Double> millis = new ArrayList<>();
    private long sent;
    private long failed;
    private int wrong;

    void run(Installation installation, List<BenchModels> versions, Duration duration) throws IOException {
        try (ServerProcess server = installation.server("switches", Map.of());
                Control control = new Control(server.url());
                ExecutorService callers = Executors.newSingleThreadExecutor()) {
            control.register(MODEL, "trees.txt", versions.get(0).lightGbm().getBytes(UTF_8));
            control.register(MODEL, "trees.txt", versions.get(1).lightGbm().getBytes(UTF_8));
            // as it goes in life: what leads next has rehearsed, so it is loaded
            control.post(Paths.of(Paths.SHADOW, MODEL), "{\"version\":2}");
            Requests requests = control.requests(MODEL, 1);
            String zeros = String.join(",", Collections.nCopies(BenchModels.FEATURES, "0"));
            String one = BODY.formatted(requests.input(), requests.type(), zeros);
            LoadGenerator load = new LoadGenerator(server.address(), requests.json(), Throughput.CONNECTIONS);
            double rate = load.closedLoop(Duration.ofSeconds(4)).perSecond() / 2;
            Future<LoadGenerator.Result> asking = callers.submit(() -> load.openLoop(rate, duration));
            for (int champion = 2; !asking.isDone(); champion = 3 - champion) {
                LockSupport.parkNanos(PAUSE.toNanos());
                change(control, champion, one);
            }
            LoadGenerator.Result result = asking.resultNow();
            sent = result.sent();
            failed = result.failed();
        }
    }

    /** Asks for the change, then once for an answer, which the new champion must give. */
    private void change(Control control, int champion, String request) {
        long begin = System.nanoTime();
        if (champion == 2) {
            control.post(Paths.of(Paths.PROMOTE, MODEL), "{\"version\":2}");
        } else {
            control.post(Paths.of(Paths.ROLLBACK, MODEL), "{}");
        }
        int answering = control.post("/v2/models/" + MODEL + "/infer", request).path("model_version").asInt();
        millis.add((System.nanoTime() - begin) / 1e6);
        wrong += answering == champion ? 0 : 1;
    }

    int changes() {
        return millis.size();
    }

    /** From asking for the change to the new champion's first answer in hand. */
    double millis(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }

    /** Answers by the old champion after the change was confirmed. */
    int wrong() {
        return wrong;
    }

    long sent() {
        return sent;
    }

    long failed() {
        return failed;
    }
}
