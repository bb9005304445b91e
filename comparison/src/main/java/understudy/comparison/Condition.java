package understudy.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/**
 * Something a request's features do or do not meet: {@code channel=web}, {@code income<1200}, {@code income>=800},
 * {@code income=?} where it is missing.
 *
 * @param sign what stands between
 * @param value a number with BELOW and FROM
 */
public record Condition(String feature, Sign sign, String value) {
    public enum Sign {
        IS("="),
        BELOW("<"),
        FROM(">=");

        private final String text;

        Sign(String text) {
            this.text = text;
        }
    }

    /** As a value: the feature is missing. */
    static final String MISSING = "?";

    private static final Pattern GRAMMAR = Pattern.compile("(?<feature>[^=<>&]+?)\\s*(?<sign>>=|<|=)\\s*(?<value>[^&]+)");

    public Condition {
        if (sign != Sign.IS && number(value).isEmpty()) {
            throw Problem.invalid("slice", feature + sign.text + value, "a number after < and >=");
        }
    }

    public String text() {
        return feature + sign.text + value;
    }

    /** @param features by name, as text; a missing one is not there */
    boolean holds(Map<String, String> features) {
        String known = features.get(feature);
        if (known == null) {
            return sign == Sign.IS && value.equals(MISSING);
        }
        return switch (sign) {
            case IS -> known.equals(value) || sameNumber(known);
            case BELOW -> number(known).filter(each -> each < limit()).isPresent();
            case FROM -> number(known).filter(each -> each >= limit()).isPresent();
        };
    }

    private boolean sameNumber(String known) {
        Optional<Double> wanted = number(value);
        return wanted.isPresent() && wanted.equals(number(known));
    }

    private double limit() {
        return number(value).orElseThrow();
    }

    static Optional<Double> number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isNaN(number) ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException word) {
            return Optional.empty();
        }
    }

    /** {@code income<1200 & channel=web}. @throws Problem INVALID */
    static List<Condition> parse(String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.split("&", -1)) {
            Matcher matcher = GRAMMAR.matcher(part.strip());
            if (!matcher.matches()) {
                throw Problem.invalid("slice", text, "such as income<1200&channel=web");
            }
            Sign sign = Arrays.stream(Sign.values())
                    .filter(each -> each.text.equals(matcher.group("sign")))
                    .findFirst()
                    .orElseThrow();
            conditions.add(new Condition(matcher.group("feature").strip(), sign, matcher.group("value").strip()));
        }
        return List.copyOf(conditions);
    }

    static String text(List<Condition> conditions) {
        return String.join("&", conditions.stream().map(Condition::text).toList());
    }
}
