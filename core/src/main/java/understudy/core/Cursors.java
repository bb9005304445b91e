package understudy.core;

import java.util.OptionalLong;

/** Where readers stood, kept so that a restart need not read everything again. Safe for many threads. */
public interface Cursors {
    OptionalLong find(String reader);

    /** Durable on return; called at most about once a second for each reader. */
    void save(String reader, long position);
}
