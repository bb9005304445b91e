package understudy.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Seeded people who ask for a loan, some of them with gaps. For one thread. */
final class Applicants {
    private static final List<String> PURPOSES = List.of("car", "debt", "education", "holiday", "home", "other");
    private static final List<String> EMPLOYMENTS =
            List.of("employed", "public", "retired", "self-employed", "student", "unemployed");
    private static final List<String> HOUSINGS = List.of("family", "mortgage", "own", "rent");
    private static final List<Integer> TERMS = List.of(12, 24, 36, 48, 60, 72);

    private final RandomGenerator random;

    Applicants(RandomGenerator random) {
        this.random = random;
    }

    /** By feature name, as the simple form takes them. */
    Map<String, Object> next() {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("age", random.nextInt(18, 85));
        if (random.nextInt(10) > 0) {
            features.put("income", random.nextInt(100, 900) * 100);
        }
        features.put("amount", random.nextInt(5, 400) * 100);
        features.put("term", one(TERMS));
        features.put("purpose", one(PURPOSES));
        if (random.nextInt(10) > 0) {
            features.put("employment", one(EMPLOYMENTS));
        }
        features.put("housing", one(HOUSINGS));
        if (random.nextInt(8) > 0) {
            features.put("utilisation", random.nextInt(120) / 100.0);
            features.put("past_delinquencies", random.nextInt(4));
        }
        features.put("months_at_bank", random.nextInt(300));
        return features;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
