package understudy.provenance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Maven's order of versions, as its POM reference specifies it ("Version Order Specification"). */
final class MavenOrder implements VersionOrder {
    /** In rising order; the empty one is the release itself, and what is not here comes after all. */
    private static final List<String> QUALIFIERS = List.of("alpha", "beta", "milestone", "rc", "snapshot", "", "sp");

    /** @param hyphen what stands before it is a hyphen, or a change between digits and letters; else a dot */
    private record Token(boolean hyphen, String text) {
        boolean isNumber() {
            return !text.isEmpty() && Character.isDigit(text.charAt(0));
        }

        boolean isNull() {
            return text.isEmpty() || isNumber() && number().signum() == 0;
        }

        BigInteger number() {
            return new BigInteger(text);
        }
    }

    @Override
    public int compare(String left, String right) {
        List<Token> one = tokens(left);
        List<Token> other = tokens(right);
        for (int place = 0; place < Math.max(one.size(), other.size()); place++) {
            Token first = place < one.size() ? one.get(place) : padding(other.get(place));
            Token second = place < other.size() ? other.get(place) : padding(one.get(place));
            int step = compare(first, second);
            if (step != 0) {
                return step;
            }
        }
        return 0;
    }

    private static Token padding(Token beside) {
        return new Token(beside.hyphen, beside.isNumber() ? "0" : "");
    }

    private static int compare(Token one, Token other) {
        if (one.isNumber() && other.isNumber()) {
            return one.hyphen == other.hyphen
                    ? one.number().compareTo(other.number())
                    : Boolean.compare(other.hyphen, one.hyphen);
        }
        if (one.isNumber() != other.isNumber()) {
            return one.isNumber() ? 1 : -1;
        }
        int rank = Integer.compare(rank(one.text), rank(other.text));
        return rank != 0 ? rank : rank(one.text) == QUALIFIERS.size() ? one.text.compareTo(other.text) : 0;
    }

    private static int rank(String qualifier) {
        int known = QUALIFIERS.indexOf(qualifier);
        return known < 0 ? QUALIFIERS.size() : known;
    }

    private static List<Token> tokens(String version) {
        List<Token> tokens = new ArrayList<>();
        String text = version.strip().toLowerCase(Locale.ROOT);
        boolean hyphen = false;
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            boolean end = at == text.length() || ".-_".indexOf(text.charAt(at)) >= 0;
            boolean turn = !end && at > from && Character.isDigit(text.charAt(at)) != Character.isDigit(text.charAt(at - 1));
            if (end || turn) {
                boolean beforeDigit = turn && Character.isDigit(text.charAt(at));
                tokens.add(new Token(hyphen, value(text.substring(from, at), beforeDigit)));
                hyphen = turn || at < text.length() && text.charAt(at) != '.';
                from = turn ? at : at + 1;
            }
        }
        return trimmed(tokens);
    }

    /** @param beforeDigit "a1" is "alpha-1", whereas "a" is just "a" */
    private static String value(String text, boolean beforeDigit) {
        return switch (text) {
            case "" -> "0";
            case "final", "ga", "release" -> "";
            case "cr" -> "rc";
            case "a" -> beforeDigit ? "alpha" : text;
            case "b" -> beforeDigit ? "beta" : text;
            case "m" -> beforeDigit ? "milestone" : text;
            default -> text;
        };
    }

    /** Without what says nothing at the end, and before each hyphen. */
    private static List<Token> trimmed(List<Token> tokens) {
        List<Token> kept = new ArrayList<>();
        Optional<Token> after = Optional.empty();
        for (Token token : tokens.reversed()) {
            boolean goes = token.isNull() && after.map(Token::hyphen).orElse(true);
            if (!goes) {
                kept.add(token);
                after = Optional.of(token);
            }
        }
        return kept.reversed();
    }
}
