package understudy.bench;

import java.lang.management.ManagementFactory;

/** Wall and processor seconds of some work; the latter of all threads, compilers and collectors included. */
record Spent(double wall, double processor) {
    static Spent on(Runnable work) {
        long busy = busyNanos();
        long began = System.nanoTime();
        work.run();
        return new Spent((System.nanoTime() - began) / 1e9, (busyNanos() - busy) / 1e9);
    }

    /** Of all threads of this process. */
    static long busyNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
