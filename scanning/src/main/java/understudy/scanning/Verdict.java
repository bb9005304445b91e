package understudy.scanning;

/** What may be thought of something found in a file, from harmless to harmful: {@code compareTo} orders them so. */
public enum Verdict {
    /** Ordinary in files of the framework that wrote it. */
    ALLOWED,
    /** Nothing here knows what it does: for a person to judge. */
    UNKNOWN,
    /** Can run programs, touch files or reach the network, or is hidden from sight: must not be loaded. */
    DANGEROUS;

    /** The worse of the two. */
    public Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
