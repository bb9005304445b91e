package understudy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a version is to climb; the server checks all but the shares' form. */
final class Steps {
    @Option(
            names = "--steps",
            split = ",",
            paramLabel = "PERCENT",
            description = "Shares in percent, the last of them 100, e.g. 1,5,25,50,100.")
    private List<String> steps = new ArrayList<>();

    @Option(names = "--every", paramLabel = "DURATION", description = "Least time at each step, e.g. 10m. Default: 10m")
    private Optional<String> every = Optional.empty();

    @Option(
            names = "--guardrail",
            paramLabel = "LIMIT",
            description = "A limit to keep, e.g. 'errors<+1%%' or performance; again for each. Default: its plan's")
    private List<String> guardrails = new ArrayList<>();

    @Option(
            names = "--when-thin",
            paramLabel = "wait|go",
            description = "What to do while labels are too few. Default: wait")
    private Optional<String> whenThin = Optional.empty();

    List<Double> shares() {
        return steps.stream()
                .map(String::strip)
                .map(step -> Share.parse(step.endsWith("%") ? step : step + "%").value())
                .toList();
    }

    Optional<String> every() {
        return every;
    }

    List<String> guardrails() {
        return List.copyOf(guardrails);
    }

    Optional<String> whenThin() {
        return whenThin;
    }

    boolean isGiven() {
        return !steps.isEmpty() || every.isPresent() || !guardrails.isEmpty() || whenThin.isPresent();
    }
}
