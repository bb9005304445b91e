package understudy.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Someone asks for a loan.
 *
 * @param number the bank's own key, e.g. {@code 261123-080000-000042}; what a label names it by
 * @param age years
 * @param income a year, in euros; empty where it was not declared
 * @param amount asked for, in euros
 * @param term months
 * @param purpose one of {@link #PURPOSES}
 * @param employment one of {@link #EMPLOYMENTS}; empty where it was not declared
 * @param housing one of {@link #HOUSINGS}
 * @param utilisation share of the person's credit lines in use, 0 to 1.2; empty where the credit bureau knows nobody
 * @param pastDelinquencies in the last three years; empty where the credit bureau knows nobody
 * @param monthsAtBank since the first account was opened
 * @param region north, south, east or west; no model sees it
 * @param channel branch, online or broker; no model sees it
 * @param defaultProbability the true one, (0, 1): what a perfect model would say
 * @param defaults the truth, which the bank learns only of loans it gave
 */
record LoanApplication(
        String number,
        double age,
        OptionalDouble income,
        double amount,
        double term,
        String purpose,
        Optional<String> employment,
        String housing,
        OptionalDouble utilisation,
        OptionalDouble pastDelinquencies,
        double monthsAtBank,
        String region,
        String channel,
        double defaultProbability,
        boolean defaults) {

    static final List<String> PURPOSES = List.of("car", "debt", "education", "holiday", "home", "other");
    static final List<String> EMPLOYMENTS =
            List.of("employed", "public", "retired", "self-employed", "student", "unemployed");
    static final List<String> HOUSINGS = List.of("family", "mortgage", "own", "rent");
    static final List<String> REGIONS = List.of("north", "south", "east", "west");
    static final List<String> CHANNELS = List.of("branch", "online", "broker");

    /** What a model is told, by feature name; a missing value has no entry. */
    Map<String, Object> features() {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("age", age);
        income.ifPresent(value -> features.put("income", value));
        features.put("amount", amount);
        features.put("term", term);
        features.put("purpose", purpose);
        employment.ifPresent(value -> features.put("employment", value));
        features.put("housing", housing);
        utilisation.ifPresent(value -> features.put("utilisation", value));
        pastDelinquencies.ifPresent(value -> features.put("past_delinquencies", value));
        features.put("months_at_bank", monthsAtBank);
        return features;
    }

    Map<String, String> segments() {
        return Map.of("region", region, "channel", channel);
    }
}
