package understudy.provenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's order of versions (PEP 440): epoch, release, then development, pre-, plain and post-releases. What is no version
 * by PEP 440 comes before all that are.
 */
final class PythonOrder implements VersionOrder {
    private static final Pattern FORM = Pattern.compile(
            "v?(?:(\\d{1,18})!)?(\\d{1,18}(?:\\.\\d{1,18})*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\\d{1,18})?)?"
                    + "(?:-(\\d{1,18})|[-_.]?(post|rev|r)[-_.]?(\\d{1,18})?)?(?:[-_.]?(dev)[-_.]?(\\d{1,18})?)?"
                    + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?");

    private static final int DEVELOPMENT_ONLY = -1;
    private static final int NO_PRE_RELEASE = 3;

    /**
     * @param phase −1 for a development release of what has no pre- or post-release, 0 alpha, 1 beta, 2 candidate, 3 none
     * @param post −1 for none
     * @param development largest for none
     */
    private record Parsed(
            long epoch, List<Long> release, int phase, long pre, long post, long development, List<String> local) {}

    @Override
    public int compare(String left, String right) {
        Optional<Parsed> one = parse(left);
        Optional<Parsed> other = parse(right);
        if (one.isEmpty() || other.isEmpty()) {
            boolean neither = one.isEmpty() && other.isEmpty();
            return neither ? left.compareTo(right) : Boolean.compare(one.isPresent(), other.isPresent());
        }
        return compare(one.get(), other.get());
    }

    /** Without the label after a plus sign: a build of the same release is as vulnerable as the release. */
    static String withoutLocal(String version) {
        int plus = version.indexOf('+');
        return plus < 0 ? version : version.substring(0, plus);
    }

    private static int compare(Parsed one, Parsed other) {
        int[] steps = {
            Long.compare(one.epoch, other.epoch),
            compareReleases(one.release, other.release),
            Integer.compare(one.phase, other.phase),
            Long.compare(one.pre, other.pre),
            Long.compare(one.post, other.post),
            Long.compare(one.development, other.development),
            compareLocals(one.local, other.local)
        };
        for (int step : steps) {
            if (step != 0) {
                return step;
            }
        }
        return 0;
    }

    private static int compareReleases(List<Long> one, List<Long> other) {
        for (int place = 0; place < Math.max(one.size(), other.size()); place++) {
            long left = place < one.size() ? one.get(place) : 0;
            long right = place < other.size() ? other.get(place) : 0;
            if (left != right) {
                return Long.compare(left, right);
            }
        }
        return 0;
    }

    private static int compareLocals(List<String> one, List<String> other) {
        for (int place = 0; place < Math.min(one.size(), other.size()); place++) {
            String left = one.get(place);
            String right = other.get(place);
            boolean number = isNumber(left);
            int step = number && isNumber(right)
                    ? Long.compare(Long.parseLong(left), Long.parseLong(right))
                    : number == isNumber(right) ? left.compareTo(right) : Boolean.compare(number, isNumber(right));
            if (step != 0) {
                return step;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static boolean isNumber(String text) {
        return text.length() <= 18 && text.chars().allMatch(Character::isDigit);
    }

    private static Optional<Parsed> parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        List<Long> release = new ArrayList<>();
        for (String part : form.group(2).split("\\.", -1)) {
            release.add(Long.parseLong(part));
        }
        boolean post = form.group(5) != null || form.group(6) != null;
        boolean development = form.group(8) != null;
        int phase = form.group(3) == null
                ? !post && development ? DEVELOPMENT_ONLY : NO_PRE_RELEASE
                : phase(form.group(3));
        String local = Optional.ofNullable(form.group(10)).orElse("");
        return Optional.of(new Parsed(
                number(form, 1), release, phase, number(form, 4),
                post ? form.group(5) == null ? number(form, 7) : number(form, 5) : -1,
                development ? number(form, 9) : Long.MAX_VALUE,
                local.isEmpty() ? List.of() : List.of(local.split("[-_.]", -1))));
    }

    private static long number(Matcher form, int group) {
        return Optional.ofNullable(form.group(group)).map(Long::parseLong).orElse(0L);
    }

    private static int phase(String word) {
        return switch (word.charAt(0)) {
            case 'a' -> 0;
            case 'b' -> 1;
            default -> 2;
        };
    }
}
