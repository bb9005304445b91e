package understudy.comparison;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/** A limit a challenger must keep to go on, written as one line: {@code latency_p99<50ms}. */
public sealed interface Guardrail {
    /** As {@link #parse} reads it. */
    String text();

    /**
     * {@code latency_p99<50ms}, or {@code latency_p99<1.5x}: times the champion's over the same time.
     *
     * @param percent 50, 90, 95 or 99
     * @param limit milliseconds, or a factor; above 0
     */
    record Latency(int percent, double limit, boolean relative) implements Guardrail {
        public Latency {
            require("latency_p" + percent, limit, limit > 0 && limit <= 1e9, "above 0");
        }

        @Override
        public String text() {
            return "latency_p" + percent + "<" + number(limit) + (relative ? "x" : "ms");
        }
    }

    /**
     * {@code errors<1%}, or {@code errors<+1%}: beyond the champion's share over the same time.
     *
     * @param limit share of calls, [0, 1)
     */
    record Errors(double limit, boolean relative) implements Guardrail {
        public Errors {
            require("errors", limit, limit >= 0 && limit < 1, "0 % or more, below 100 %");
        }

        @Override
        public String text() {
            return "errors<" + (relative ? "+" : "") + number(limit * 100) + "%";
        }
    }

    /** {@code agreement>90%}. @param least share of requests both decide alike, (0, 1] */
    record Agreement(double least) implements Guardrail {
        public Agreement {
            require("agreement", least, least > 0 && least <= 1, "above 0 %, at most 100 %");
        }

        @Override
        public String text() {
            return "agreement>" + number(least * 100) + "%";
        }
    }

    /** {@code score_psi<0.2}: stability index of its scores against the champion's on the same requests, beyond noise. */
    record ScoreShift(double most) implements Guardrail {
        public ScoreShift {
            require("score_psi", most, most > 0 && most <= 100, "above 0");
        }

        @Override
        public String text() {
            return "score_psi<" + number(most);
        }
    }

    /** {@code performance}: not worse on the plan's metric, as labels come. */
    record Performance() implements Guardrail {
        @Override
        public String text() {
            return "performance";
        }
    }

    /** {@code segment:region=north}: not worse there on the plan's metric. */
    record Segment(String segment, String value) implements Guardrail {
        public Segment {
            if (segment.isBlank() || value.isBlank()) {
                throw Problem.invalid("guardrail.segment", segment + "=" + value, "segment:NAME=VALUE");
            }
        }

        @Override
        public String text() {
            return "segment:" + segment + "=" + value;
        }
    }

    /** {@code slice:income<1200&channel=web}: not worse on the plan's metric where the features meet all of these. */
    record Slice(List<Condition> conditions) implements Guardrail {
        public Slice {
            conditions = List.copyOf(conditions);
        }

        @Override
        public String text() {
            return "slice:" + Condition.text(conditions);
        }
    }

    /** {@code slices}: no part of the requests is found where it is worse for sure, however often one looks. */
    record AnySlice() implements Guardrail {
        @Override
        public String text() {
            return "slices";
        }
    }

    /** Whether judging it takes the features of the requests. */
    default boolean needsFeatures() {
        return this instanceof Slice || this instanceof AnySlice;
    }

    /** What a staged rollout keeps to where nobody said otherwise. */
    static List<Guardrail> standard() {
        return List.of(new Errors(0.01, true), new Latency(99, 3, true), new Performance());
    }

    /** @throws Problem INVALID, naming what can be written */
    static Guardrail parse(String text) {
        String line = text.strip();
        if (line.equals("performance")) {
            return new Performance();
        }
        if (line.equals("slices")) {
            return new AnySlice();
        }
        if (line.startsWith("slice:")) {
            return new Slice(Condition.parse(line.substring("slice:".length())));
        }
        Matcher segment = Grammar.SEGMENT.matcher(line);
        if (segment.matches()) {
            return new Segment(segment.group(1).strip(), segment.group(2).strip());
        }
        Matcher limit = Grammar.LIMIT.matcher(line);
        if (!limit.matches()) {
            throw unknown(text);
        }
        double number = Double.parseDouble(limit.group("number"));
        String unit = limit.group("unit");
        boolean more = !limit.group("plus").isEmpty();
        boolean below = limit.group("sign").startsWith("<");
        String name = limit.group("name");
        return switch (name) {
            case "latency_p50", "latency_p90", "latency_p95", "latency_p99" -> {
                if (!below || more || !(unit.equals("ms") || unit.equals("s") || unit.equals("x"))) {
                    throw unknown(text);
                }
                int percent = Integer.parseInt(name.substring(name.indexOf("_p") + 2));
                yield new Latency(percent, unit.equals("s") ? number * 1000 : number, unit.equals("x"));
            }
            case "errors" -> {
                if (!below) {
                    throw unknown(text);
                }
                yield new Errors(share(number, unit, text), more);
            }
            case "agreement" -> {
                if (below || more) {
                    throw unknown(text);
                }
                yield new Agreement(share(number, unit, text));
            }
            case "score_psi" -> {
                if (!below || more || !unit.isEmpty()) {
                    throw unknown(text);
                }
                yield new ScoreShift(number);
            }
            default -> throw unknown(text);
        };
    }

    private static double share(double number, String unit, String text) {
        return switch (unit) {
            case "%" -> number / 100;
            case "" -> number;
            default -> throw unknown(text);
        };
    }

    private static Problem unknown(String text) {
        return Problem.invalid(
                "guardrail", text,
                "one of latency_p99<50ms, latency_p99<1.5x, errors<1%, errors<+1%, agreement>90%, score_psi<0.2,"
                        + " performance, segment:NAME=VALUE, slice:income<1200&channel=web, slices");
    }

    private static void require(String name, double value, boolean holds, String expected) {
        if (!holds) {
            throw Problem.invalid("guardrail." + name, value, expected);
        }
    }

    private static String number(double value) {
        double rounded = Math.rint(value * 1e9) / 1e9;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? Long.toString((long) rounded)
                : String.format(Locale.ROOT, "%s", rounded);
    }

    /** How lines are written. */
    final class Grammar {
        private static final Pattern SEGMENT = Pattern.compile("segment:([^=]+)=(.+)");
        private static final Pattern LIMIT = Pattern.compile(
                "(?<name>[a-z_0-9]+)\\s*(?<sign><=|>=|<|>)\\s*(?<plus>\\+?)\\s*(?<number>[0-9]+(\\.[0-9]+)?)\\s*"
                        + "(?<unit>%|ms|s|x|)");

        private Grammar() {}
    }
}
