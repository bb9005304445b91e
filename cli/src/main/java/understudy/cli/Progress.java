package understudy.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work has come: a bar on a screen, else a line each tenth. Goes to {@code err}. Not safe for threads. */
sealed interface Progress extends AutoCloseable {
    /** @param done of the total, in its unit; never falls */
    void at(long done, String remark);

    @Override
    void close();

    /** What is counted, and how a bar shows it. */
    enum Unit {
        BYTES(" KiB", 1024),
        PERMILLE("%", 10);

        private final String shown;
        private final long size;

        Unit(String shown, long size) {
            this.shown = shown;
            this.size = size;
        }
    }

    /** @param total below 0 where nobody knows: only a bar shows that it goes on, then */
    static Progress of(String task, long total, Unit unit, Surroundings surroundings) {
        return surroundings.errIsTerminal()
                ? new Bar(task, total, unit, surroundings)
                : new Lines(task, total, surroundings.err());
    }

    /** Shows nothing. */
    record Silent() implements Progress {
        @Override
        public void at(long done, String remark) {}

        @Override
        public void close() {}
    }

    /**
     * A part of longer work: something is fetched, which nobody knows the size of, and then sent.
     *
     * @param from of the whole's total
     * @param to of the whole's total
     */
    record Part(Progress whole, long from, long to) {
        private static final long MIB = 1 << 20;

        void fetched(long bytes, String remark) {
            whole.at(from, bytes < MIB ? remark : remark + ", " + bytes / MIB + " MiB");
        }

        /** @param size of what is sent, in bytes */
        Progress of(long size, String remark) {
            return new Sending(this, size, remark);
        }

        void close() {
            whole.at(to, "");
        }
    }

    /** Counts bytes of a part. */
    record Sending(Part part, long size, String remark) implements Progress {
        @Override
        public void at(long done, String more) {
            long length = part.to - part.from;
            part.whole.at(part.from + length * Math.min(done, size) / Math.max(1, size), remark);
        }

        @Override
        public void close() {}
    }

    final class Bar implements Progress {
        private final ProgressBar bar;

        private Bar(String task, long total, Unit unit, Surroundings surroundings) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(unit.shown, unit.size)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new ConsoleProgressBarConsumer(surroundings.err(), surroundings.columns()))
                    .build();
        }

        @Override
        public void at(long done, String remark) {
            bar.stepTo(done);
            bar.setExtraMessage(remark);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    final class Lines implements Progress {
        private static final int STEPS = 10;

        private final String task;
        private final long total;
        private final PrintStream err;
        private long told;

        private Lines(String task, long total, PrintStream err) {
            this.task = task;
            this.total = total;
            this.err = err;
        }

        @Override
        public void at(long done, String remark) {
            long step = total <= 0 ? 0 : Math.min(STEPS, done * STEPS / total);
            if (step > told) {
                told = step;
                err.println(task + ": " + step * (100 / STEPS) + "%" + (remark.isEmpty() ? "" : ", " + remark));
            }
        }

        @Override
        public void close() {}
    }
}
