package understudy.scanning;

import java.io.IOException;
import java.util.List;

/** What one scan shares on its way down: findings, and what is left of its limits. Not for several threads. */
final class Looking {
    private final Limits limits;
    private final Findings findings;
    private final List<AutoCloseable> opened;
    private final long[] spent = new long[Budget.values().length];

    /** What is counted over a whole scan. */
    enum Budget {
        FILES,
        BYTES,
        ENTRIES,
        UNPACKED,
        STEPS,
        GUESSES
    }

    Looking(Limits limits, List<AutoCloseable> opened) {
        this.limits = limits;
        this.findings = new Findings(limits.findings());
        this.opened = opened;
    }

    Limits limits() {
        return limits;
    }

    Findings findings() {
        return findings;
    }

    void spend(Budget budget, long amount) {
        spent[budget.ordinal()] += amount;
    }

    long spent(Budget budget) {
        return spent[budget.ordinal()];
    }

    /** Steps that pickles may still take. */
    long stepsLeft() {
        return limits.steps() - spent(Budget.STEPS);
    }

    /** To be closed when the scan ends. */
    <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    void find(String file, Kind kind, String what, long offset, Verdict verdict, String why) {
        findings.add(new Finding(file, kind, shown(what), offset, verdict, why));
    }

    /** A file's name as it may be shown: what it holds was chosen by whoever made the file. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(160).forEach(point -> shown.appendCodePoint(Character.isISOControl(point) ? '?' : point));
        return text.length() > 160 ? shown + "..." : shown.toString();
    }

    /** Looks at one file's bytes. */
    void at(String file, Content content, int depth) throws IOException {
        new FileLook(this, shown(file), content, depth).look();
    }
}
