package understudy.rollout;

import java.time.Instant;
import java.util.List;
import understudy.comparison.Comparison;
import understudy.comparison.Comparisons;
import understudy.comparison.Guardrail;
import understudy.comparison.Judged;

/** Slow evidence as comparisons have it. Safe for many threads. */
public final class ComparedEvidence implements SlowEvidence {
    private final Comparisons comparisons;

    public ComparedEvidence(Comparisons comparisons) {
        this.comparisons = comparisons;
    }

    @Override
    public List<Judgement> judge(String model, int version, Instant from, List<Guardrail> guardrails) {
        return comparisons.since(model, version, from, guardrails).guardrails().stream()
                .map(ComparedEvidence::judgement)
                .toList();
    }

    @Override
    public Comparison rehearsal(String model, int version) {
        return comparisons.compare(model, version);
    }

    private static Judgement judgement(Judged judged) {
        Judgement.Ruling ruling = switch (judged.state()) {
            case HOLDS -> Judgement.Ruling.HOLDS;
            case THIN -> Judgement.Ruling.THIN;
            case BROKEN -> Judgement.Ruling.BROKEN;
        };
        return new Judgement(judged.guardrail(), ruling, judged.sentence(), judged.guardrail().text());
    }
}
