package understudy.core;

/** Where every change anyone makes is written before it is acknowledged. Safe for many threads. */
public interface AuditSink {
    /** Durable on return. */
    void record(AuditEvent event);
}
