package understudy.core;

import java.util.Optional;

/** What people were told last about something. Safe for many threads; a note is durable on return. */
public interface Told {
    Optional<String> last(String subject);

    void note(String subject, String what);
}
