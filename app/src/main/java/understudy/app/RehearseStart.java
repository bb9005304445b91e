package understudy.app;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the launcher runs once after a build, so that the virtual machine can write its AOT cache (JEP 514). */
@Command(name = "rehearse-start", hidden = true, description = "Run once in a temporary directory, to learn from.")
final class RehearseStart implements Callable<Integer> {
    private static final int REQUESTS = 300;

    private final InstantSource clock;

    RehearseStart(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        new TrialRun(clock).run(REQUESTS);
        return 0;
    }
}
