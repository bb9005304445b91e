package understudy.core;

/** What may be kept of a feature's values; applied before anything is written. */
public enum Privacy {
    KEEP,
    /** Keep a keyed digest: can be counted and joined, not read. */
    HASH,
    /** Keep it readable until the person it is about is erased. */
    ENCRYPT,
    DROP
}
