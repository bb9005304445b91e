package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.comparison.Comparison;
import understudy.comparison.Guardrail;
import understudy.comparison.Judged;

/** Slow evidence that says what it was told to. */
final class SaidEvidence implements SlowEvidence {
    volatile Judgement.Ruling ruling = Judgement.Ruling.HOLDS;
    volatile Comparison.Verdict verdict = Comparison.Verdict.NOT_ENOUGH_YET;
    volatile List<Judged> held = List.of();

    @Override
    public List<Judgement> judge(String model, int version, Instant from, List<Guardrail> guardrails) {
        return guardrails.stream()
                .map(each -> new Judgement(each, ruling, "its labels say " + ruling, "not worse"))
                .toList();
    }

    @Override
    public Comparison rehearsal(String model, int version) {
        return new Comparison(
                model, 1, version, Instant.EPOCH, Instant.EPOCH, 0, 0, 0, Optional.empty(), Optional.empty(),
                new Comparison.Operating(
                        0, 0, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new Comparison.Latency(0, 0, 0, 0), new Comparison.Errors(0, 0, 0), List.of(), Optional.of("brier"), verdict,
                "The verdict is " + verdict + ".", "", List.of(), List.of(), Optional.empty(), held, Optional.empty(), 0,
                Duration.ZERO, 0.05, 0.005);
    }
}
