package understudy.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Someone pays by card, and another platform's model says how likely it is fraud.
 *
 * @param id the platform's own, e.g. {@code card-495123-17}
 * @param at when it was asked
 * @param amount as it was sent: in euros, later in cents
 * @param merchant what is sold there, e.g. {@code groceries}
 * @param cardAge days since the card was issued
 * @param paymentsLastDay with the same card
 * @param distance kilometres from the payment before; empty where one of the two has no place
 * @param region north, south, east or west
 * @param channel terminal, online or wallet
 * @param score what the platform's model said, 0 to 1
 * @param fraud the truth
 * @param knownAt when the truth comes out
 */
record CardPayment(
        String id,
        Instant at,
        double amount,
        String merchant,
        double cardAge,
        double paymentsLastDay,
        OptionalDouble distance,
        String region,
        String channel,
        double score,
        boolean fraud,
        Instant knownAt) {

    String truth() {
        return fraud ? "fraud" : "fine";
    }

    /** As {@code POST /models/{model}/predictions} takes it; the truth only where it is out by then. */
    Map<String, Object> line(Instant now) {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("amount", amount);
        features.put("merchant", merchant);
        features.put("card_age", cardAge);
        features.put("payments_last_day", paymentsLastDay);
        distance.ifPresent(value -> features.put("distance", value));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", id);
        line.put("key", id);
        line.put("at", at.toString());
        line.put("features", features);
        line.put("score", score);
        line.put("segments", Map.of("region", region, "channel", channel));
        truth(now).ifPresent(truth -> line.put("label", truth));
        return line;
    }

    private Optional<String> truth(Instant now) {
        return knownAt.isAfter(now) ? Optional.empty() : Optional.of(truth());
    }
}
