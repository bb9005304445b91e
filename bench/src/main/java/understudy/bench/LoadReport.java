package understudy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables for people. Every number in the list of budgets was measured in the same run as the others. */
final class LoadReport {
    private static final int BATCH = Throughput.BATCH;

    private final List<String> budgets = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final String head;

    LoadReport(int rounds, Duration slice) {
        this.head = """
                # Under load

                %s. Servers are processes of their own (heap of 1 GB); the load generator and every server share the
                machine. %d rounds of %d s for each way, in turn; medians, with the least and the most. Models: %d trees of
                %d leaves on %d features, a network of two hidden layers of 32. `others` is the share of the machine that
                went to anything else, the kernel's writing of journal and archive to the disk among it: where it is large,
                requests/s say little, while the server's processor time for each request still compares.

                ![requests a second](load.svg)
                """.formatted(
                Machine.described(), rounds, slice.toSeconds(), BenchModels.TREES, BenchModels.LEAVES,
                BenchModels.FEATURES);
    }

    String text() {
        return head + "\n## Budgets\n\n| what | budget | measured | |\n|---|---|---|---|\n" + String.join("\n", budgets) + "\n"
                + String.join("\n", details) + "\n";
    }

    void throughput(Throughput run, double before, double after) {
        heading("Throughput", before, after);
        details.add("Closed loop, " + Throughput.CONNECTIONS + " connections. FastAPI runs uvicorn with a worker for each"
                + " core, parses the request into an array and replies with a constant: onnxruntime for Python is not"
                + " installed, so a model would only make it slower.");
        details.add("");
        details.add("| way | rows | requests/s | least–most | rows/s | p50 ms | p99 ms | processor µs/request | others |");
        details.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (Cell cell : run.cells()) {
            details.add(text("| %s | %d | %,.0f | %,.0f–%,.0f | %,.0f | %.3f | %.3f | %.1f | %.0f %% |",
                    cell.name(), cell.rows(), cell.requestsPerSecond(), cell.least(Cell.Sample::requestsPerSecond),
                    cell.most(Cell.Sample::requestsPerSecond), cell.requestsPerSecond() * cell.rows(),
                    cell.median(Cell.Sample::p50), cell.median(Cell.Sample::p99),
                    cell.median(Cell.Sample::processorMicros), 100 * cell.median(Cell.Sample::others)));
        }
        long failed = run.cells().stream().mapToLong(Cell::failed).sum();
        details.add("");
        details.add("Requests that were not answered with 2xx: " + failed + ".");
        answering(run);
        runtimes(run);
        journal(run);
        atMost("memory of the server after all this load", (double) run.resident(), Double.NaN, "MB");
    }

    private void answering(Throughput run) {
        for (int rows : new int[] {1, BATCH}) {
            atLeast("REST, network in ONNX, batch " + rows + ", of FastAPI without a model",
                    ratio(run, "REST, " + Throughput.NETWORK, rows, "FastAPI, parse and constant", rows), rows == 1 ? 4 : 2, "×");
        }
        atLeast("REST, trees, batch 1, of the constant reply",
                100 * ratio(run, "REST, " + Throughput.TREES, 1, "constant reply", 0), 80, "%");
        atLeast("REST, network in ONNX, batch 1, of the constant reply",
                100 * ratio(run, "REST, " + Throughput.NETWORK, 1, "constant reply", 0), 50, "%");
        for (String model : List.of(Throughput.TREES, Throughput.NETWORK)) {
            double overhead = run.cell("REST, " + model + ", one connection", 1).median(Cell.Sample::p50)
                    - run.cell(Throughput.bareName(model, 1), 1).median(Cell.Sample::p50);
            atMost("REST, " + model + ", one caller: p50 over the bare call", overhead, 0.3, "ms");
        }
        atLeast("gRPC, raw tensors, trees, batch 64, of REST",
                ratio(run, "gRPC, raw tensors, " + Throughput.TREES, BATCH, "REST, " + Throughput.TREES, BATCH), 1.5, "×");
        int cores = Machine.cores();
        atLeast("gRPC, raw tensors, trees, batch 64, rows/s of the bare runtime on " + cores + " threads",
                100 * ratio(run, "gRPC, raw tensors, " + Throughput.TREES, BATCH,
                        Throughput.bareName(Throughput.TREES, cores), BATCH), 70, "%");
    }

    private void runtimes(Throughput run) {
        for (int rows : new int[] {1, BATCH}) {
            atLeast("ONNX tree ensemble by `trees`, batch " + rows + ", of onnxruntime, one thread",
                    ratio(run, Throughput.bareName(Throughput.TREES_ONNX, 1), rows,
                            Throughput.bareName(Throughput.TREES_ONNXRUNTIME, 1), rows), rows == 1 ? 2 : 1, "×");
        }
    }

    private void journal(Throughput run) {
        for (int rows : new int[] {1, BATCH}) {
            double off = micros(run, ", journal off", rows);
            atMost("journal `process`, batch " + rows + ": fewer requests/s than without",
                    100 - 100 * ratio(run, trees(", archive waiting"), rows, trees(", journal off"), rows), 5, "%");
            details.add("");
            details.add(text(
                    "Batch %d, processor time of the server for each request: %.1f µs without a journal, %+.1f µs with it, "
                            + "%+.1f µs with it and the archive that reads it, %+.1f µs waiting for the disk.",
                    rows, off, micros(run, ", archive waiting", rows) - off, micros(run, ", journal process", rows) - off,
                    micros(run, ", journal power", rows) - off));
        }
    }

    private static String trees(String variant) {
        return "REST, " + Throughput.TREES + variant;
    }

    private static double micros(Throughput run, String variant, int rows) {
        return run.cell(trees(variant), rows).median(Cell.Sample::processorMicros);
    }

    private static double ratio(Throughput run, String one, int rows, String other, int otherRows) {
        return run.cell(one, rows).requestsPerSecond() / run.cell(other, otherRows).requestsPerSecond();
    }

    void shadows(ShadowsUnderLoad run, double before, double after) {
        heading("Shadows", before, after);
        details.add(text("Open loop at %,.0f requests/s, half of what the server without shadows took in a closed loop just"
                + " before.", run.rate()));
        details.add("");
        details.add("| shadows | p50 ms | p99 ms | least–most p99 | lag after a round, s | caught up after, s | requests |"
                + " answered by each shadow | pairs | gaps | others |");
        details.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        double without = run.rehearsals().getFirst().cell().median(Cell.Sample::p99);
        for (ShadowsUnderLoad.Rehearsal each : run.rehearsals()) {
            Cell cell = each.cell();
            boolean alone = each.cell().name().startsWith("0");
            long[] compared = each.compared();
            String complete = alone
                    ? " | | |"
                    : text("%,d | %,d | %d |", each.answered(), compared[0], compared[1]);
            details.add(text("| %s | %.2f | %.2f | %.2f–%.2f | %.1f | %.1f | %,d | %s %.0f %% |",
                    cell.name(), cell.median(Cell.Sample::p50), cell.median(Cell.Sample::p99),
                    cell.least(Cell.Sample::p99), cell.most(Cell.Sample::p99), each.lag(), each.caughtUp(), each.sent(),
                    complete, 100 * cell.median(Cell.Sample::others)));
            if (!alone) {
                atMost(cell.name() + ": p99 of the champion, of that without",
                        cell.median(Cell.Sample::p99) / without, 1.5, "×");
                atMost(cell.name() + ": requests without a comparison", (double) each.sent() - compared[0], 0, "");
            }
        }
    }

    void switches(SwitchesUnderLoad run, double before, double after) {
        heading("Promote and roll back", before, after);
        details.add(text("%d changes between the champion and a shadow while %,d requests were answered, at half of what"
                + " the server takes: from asking for the change to the new champion's first answer in hand %.1f ms (median), %.1f ms (most); %d answers by the"
                + " old one after the change was confirmed.",
                run.changes(), run.sent(), run.millis(0.5), run.millis(1), run.wrong()));
        atMost("promote and roll back under load: failed requests", (double) run.failed(), 0, "");
        atMost("promote and roll back under load: in force after, at most", run.millis(1), 100, "ms");
    }

    void starts(Starts run, double before, double after) {
        heading("Start", before, after);
        details.add("| start | until it listens, ms | least–most | processor ms |");
        details.add("|---|---:|---:|---:|");
        for (Cell cell : List.of(run.cached(), run.plain())) {
            details.add(text("| %s | %.0f | %.0f–%.0f | %.0f |", cell.name(), cell.median(Cell.Sample::p50),
                    cell.least(Cell.Sample::p50), cell.most(Cell.Sample::p50), cell.median(Cell.Sample::processorMicros) / 1000));
        }
        atMost("start with the AOT cache", run.cached().median(Cell.Sample::p50) / 1000, 1.5, "s");
        atMost("memory of the server, idle after its start", (double) run.resident(), 400, "MB");
    }

    private void heading(String name, double before, double after) {
        details.add(text("%n## %s%n%nLoad average %.1f at the begin, %.1f at the end.%n", name, before, after));
    }

    private void atLeast(String what, double measured, double budget, String unit) {
        row(what, "≥ ", measured, budget, unit, measured >= budget);
    }

    /** @param budget NaN where there is none */
    private void atMost(String what, double measured, double budget, String unit) {
        row(what, "≤ ", measured, budget, unit, measured <= budget);
    }

    private void row(String what, String relation, double measured, double budget, String unit, boolean met) {
        String expected = Double.isNaN(budget) ? "" : relation + number(budget, unit);
        String verdict = Double.isNaN(budget) ? "" : met ? "met" : "**not met**";
        budgets.add("| " + what + " | " + expected + " | " + number(measured, unit) + " | " + verdict + " |");
    }

    private static String number(double value, String unit) {
        String text = switch (unit) {
            case "%", "MB", "" -> text("%,.0f", value);
            default -> text("%.2f", value);
        };
        return unit.isEmpty() ? text : text + " " + unit;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
