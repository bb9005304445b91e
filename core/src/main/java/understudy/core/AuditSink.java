package understudy.core;

/** Where every change anyone makes is written before it is acknowledged. Safe for many threads. */
public interface AuditSink {
    /** Durable on return. */
    void record(AuditEvent event);

    /**
     * Runs the change, then records it. A sink beside the metadata keeps both or neither.
     *
     * @param change writes metadata only, and waits for nothing else
     */
    default void record(AuditEvent event, Runnable change) {
        change.run();
        record(event);
    }
}
