package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A pipeline of scikit-learn and an interpreter that calls it: no server, one thread, rows that are there already. */
final class BarePython implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3";

    private final Path pipeline;
    private final Process process;
    private final BufferedWriter asked;
    private final BufferedReader said;

    private BarePython(Path pipeline, Process process) {
        this.pipeline = pipeline;
        this.process = process;
        this.asked = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
    }

    /** Fits a pipeline; empty where the interpreter has no scikit-learn, which it says on standard error. */
    static Optional<BarePython> of(Installation installation) throws IOException {
        if (!Files.isExecutable(Path.of(PYTHON))) {
            return Optional.empty();
        }
        Path pipeline = installation.work().resolve("pipeline.joblib");
        Process process = new ProcessBuilder(
                        PYTHON, installation.home().resolve("bench/peers/bare_sklearn.py").toString(), pipeline.toString(),
                        Integer.toString(BenchModels.FEATURES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BarePython python = new BarePython(pipeline, process);
        if (!"ready".equals(python.said.readLine())) {
            python.close();
            return Optional.empty();
        }
        return Optional.of(python);
    }

    /** The interpreter that servers are to use, too. */
    static String interpreter() {
        return PYTHON;
    }

    byte[] pipeline() throws IOException {
        return Files.readAllBytes(pipeline);
    }

    LoadGenerator.Result run(int rows, Duration duration) {
        try {
            asked.write(String.format(Locale.ROOT, "%d %.3f%n", rows, duration.toNanos() / 1e9));
            asked.flush();
            String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException("the interpreter with the pipeline ended");
            }
            String[] numbers = line.split(" ", -1);
            Histogram latency = new Histogram(LoadGenerator.HIGHEST_MICROS, 3);
            long calls = Long.parseLong(numbers[0]);
            latency.recordValueWithCount((long) Double.parseDouble(numbers[2]), Math.max(1, calls));
            return new LoadGenerator.Result(Double.parseDouble(numbers[1]), calls, 0, latency);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
