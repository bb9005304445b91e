package understudy.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.api.BacktestView;
import understudy.api.BackupView;
import understudy.api.CausesView;
import understudy.api.JobView;
import understudy.api.ReferenceView;
import understudy.core.Problem;

/** Work that outlasts a request. Few run at a time, the last hundred are remembered. Safe for many threads. */
final class Jobs {
    /** What a job found or wrote. */
    sealed interface Result {
        record Backtested(List<BacktestView> backtests) implements Result {}

        record BackedUp(BackupView backup) implements Result {}

        record Referenced(ReferenceView reference) implements Result {}
        record Explained(CausesView causes) implements Result {}

        /** That it is done says all. */
        record Nothing() implements Result {}
    }

    interface Work {
        Result run(DoubleConsumer progress);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final int MOST_RUNNING = 2;
    private static final int REMEMBERED = 100;

    private final Services services;
    /** Newest first; guarded by itself. */
    private final Deque<Job> jobs = new ArrayDeque<>();

    private long last;

    Jobs(Services services) {
        this.services = services;
    }

    private static final class Job {
        volatile JobView view;

        Job(JobView view) {
            this.view = view;
        }

        boolean isRunning() {
            return view.state().equals("running");
        }

        void progress(double share) {
            JobView was = view;
            view = new JobView(
                    was.id(), was.kind(), was.subject(), was.state(), Math.clamp(share, 0, 1), was.by(), was.startedAt(),
                    was.endedAt(), was.problem(), was.backtests(), was.backup(), was.reference(), was.causes());
        }
    }

    /** @throws Problem OVERLOADED while as many run as may */
    JobView start(String kind, String subject, String by, Work work) {
        Job job;
        synchronized (jobs) {
            if (jobs.stream().filter(Job::isRunning).count() >= MOST_RUNNING) {
                throw new Problem(
                        Problem.Code.OVERLOADED, MOST_RUNNING + " jobs are running already", "Try again when one has ended");
            }
            last = Math.max(last + 1, services.clock().millis());
            job = new Job(new JobView(
                    Long.toString(last, Character.MAX_RADIX), kind, subject, "running", 0, by, services.clock().instant(),
                    Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty()));
            jobs.addFirst(job);
            forgetOldest();
        }
        JobView begun = job.view;
        services.jobs().execute(() -> run(job, work));
        return begun;
    }

    private void forgetOldest() {
        Iterator<Job> oldest = jobs.descendingIterator();
        while (jobs.size() > REMEMBERED && oldest.hasNext()) {
            if (!oldest.next().isRunning()) {
                oldest.remove();
            }
        }
    }

    private void run(Job job, Work work) {
        try {
            Result result = work.run(job::progress);
            end(job, "done", Optional.empty(), Optional.of(result));
        } catch (Problem problem) {
            end(job, "failed", Optional.of(problem.getMessage()), Optional.empty());
        } catch (RuntimeException fault) {
            LOG.error("job {} of {} failed", job.view.kind(), job.view.subject(), fault);
            end(job, "failed", Optional.of("a fault of the server; its log tells more"), Optional.empty());
        }
    }

    private void end(Job job, String state, Optional<String> problem, Optional<Result> result) {
        JobView was = job.view;
        List<BacktestView> backtests = List.of();
        Optional<BackupView> backup = Optional.empty();
        Optional<ReferenceView> reference = Optional.empty();
        Optional<CausesView> causes = Optional.empty();
        if (result.isPresent()) {
            switch (result.get()) {
                case Result.Backtested backtested -> backtests = backtested.backtests();
                case Result.BackedUp backedUp -> backup = Optional.of(backedUp.backup());
                case Result.Referenced referenced -> reference = Optional.of(referenced.reference());
                case Result.Explained explained -> causes = Optional.of(explained.causes());
                case Result.Nothing nothing -> LOG.debug("{} of {} has nothing to show", was.kind(), was.subject());
            }
        }
        job.view = new JobView(
                was.id(), was.kind(), was.subject(), state, problem.isPresent() ? was.progress() : 1, was.by(),
                was.startedAt(), Optional.of(services.clock().instant()), problem, backtests, backup, reference,
                causes);
    }

    List<JobView> all() {
        synchronized (jobs) {
            return jobs.stream().map(job -> job.view).toList();
        }
    }

    /** @throws Problem NOT_FOUND */
    JobView find(String id) {
        return all().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("there is no job " + id, "Jobs are forgotten when the server restarts"));
    }
}
