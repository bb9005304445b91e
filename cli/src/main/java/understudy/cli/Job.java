package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import understudy.api.JobView;
import understudy.api.Paths;

/** Waits for work that a server does in the background, showing how far it is. */
record Job(RemoteServer server, Surroundings surroundings) {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long WHOLE = 1_000;

    /**
     * @param begun what the server said when it began; a server that was done at once may have said all
     * @return the job as it ended
     * @throws Refusal where it failed
     */
    JsonNode finished(JsonNode begun) {
        JsonNode now = begun;
        JobView job = Json.as(now, JobView.class);
        Duration wait = FIRST;
        try (Progress progress = Progress.of(job.kind(), WHOLE, Progress.Unit.PERMILLE, surroundings)) {
            while (job.state().equals("running")) {
                progress.at(Math.round(job.progress() * WHOLE), "");
                surroundings.pause().pause(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
                now = server.get(Paths.of(Paths.JOB, job.id()));
                job = Json.as(now, JobView.class);
            }
            progress.at(Math.round(job.progress() * WHOLE), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted; the server goes on with " + job.kind() + " " + job.id(), "", e);
        }
        if (!job.state().equals("done")) {
            throw Refusal.failed(job.problem().orElse(job.kind() + " of " + job.subject() + " failed"), "");
        }
        return now;
    }
}
