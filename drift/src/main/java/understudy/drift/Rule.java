package understudy.drift;

/** When a peer calls a reading "drift". The ends matter: peers differ in {@code <} and {@code <=}. */
public enum Rule {
    P_BELOW,
    P_AT_MOST,
    VALUE_ABOVE,
    VALUE_AT_LEAST;

    boolean drifted(Reading reading, double threshold) {
        return switch (this) {
            case P_BELOW -> reading.pValue().orElseThrow() < threshold;
            case P_AT_MOST -> reading.pValue().orElseThrow() <= threshold;
            case VALUE_ABOVE -> reading.value() > threshold;
            case VALUE_AT_LEAST -> reading.value() >= threshold;
        };
    }
}
