package understudy.scanning;

/**
 * How much of an artifact is looked at. What goes over a limit is a finding, never silence.
 *
 * @param depth of archives within archives
 * @param entries of archives and folders together
 * @param unpacked bytes that come out of packed ones, together
 * @param inMemory of the unpacked bytes of one file; more goes to a temporary file
 * @param steps of all pickles, together
 * @param stack values on a pickle's stack
 * @param memo values a pickle's memo keeps in sight
 * @param guesses steps of all readings of array bytes as opcodes, together
 * @param findings of one verdict
 * @param text bytes of a text that is read whole (configuration files)
 */
record Limits(
        int depth,
        int entries,
        long unpacked,
        int inMemory,
        long steps,
        int stack,
        int memo,
        long guesses,
        int findings,
        int text) {
    static final Limits ORDINARY = new Limits(
            5, 100_000, 8L << 30, 16 << 20, 1_000_000_000L, 16_000_000, 2_000_000, 20_000_000L, 1000, 64 << 20);
}
