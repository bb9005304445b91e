package understudy.provenance;

import java.math.BigInteger;
import java.util.List;

/** The order of Semantic Versioning 2.0.0 (section 11); parts that are missing are 0, a leading v is nothing. */
final class SemanticOrder implements VersionOrder {
    @Override
    public int compare(String left, String right) {
        String one = bare(left);
        String other = bare(right);
        int core = compareParts(core(one), core(other), true);
        if (core != 0) {
            return core;
        }
        String pre = pre(one);
        String otherPre = pre(other);
        if (pre.isEmpty() || otherPre.isEmpty()) {
            return Boolean.compare(pre.isEmpty(), otherPre.isEmpty());
        }
        return compareParts(pre, otherPre, false);
    }

    private static String bare(String version) {
        String text = version.strip();
        int build = text.indexOf('+');
        return (build < 0 ? text : text.substring(0, build)).replaceFirst("^[vV]", "");
    }

    private static String core(String version) {
        int hyphen = version.indexOf('-');
        return hyphen < 0 ? version : version.substring(0, hyphen);
    }

    private static String pre(String version) {
        int hyphen = version.indexOf('-');
        return hyphen < 0 ? "" : version.substring(hyphen + 1);
    }

    private static int compareParts(String left, String right, boolean padded) {
        List<String> one = List.of(left.split("\\.", -1));
        List<String> other = List.of(right.split("\\.", -1));
        int places = padded ? Math.max(one.size(), other.size()) : Math.min(one.size(), other.size());
        for (int place = 0; place < places; place++) {
            int step = compareIdentifiers(
                    place < one.size() ? one.get(place) : "0", place < other.size() ? other.get(place) : "0");
            if (step != 0) {
                return step;
            }
        }
        return padded ? 0 : Integer.compare(one.size(), other.size());
    }

    private static int compareIdentifiers(String one, String other) {
        boolean number = isNumber(one);
        if (number && isNumber(other)) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return number == isNumber(other) ? one.compareTo(other) : number ? -1 : 1;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }
}
