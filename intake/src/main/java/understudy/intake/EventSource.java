package understudy.intake;

import java.util.Optional;

/** Events one after the other, in constant memory, from wherever they are written. For one thread. */
public interface EventSource extends AutoCloseable {
    sealed interface Item {
        record Read(Event event) implements Item {}

        /** @param why with the place, e.g. {@code line 12: at: absent (expected: a time)} */
        record Wrong(String why) implements Item {}
    }

    /**
     * @return empty at the end
     * @throws understudy.core.Problem INVALID if the rest can't be understood at all
     */
    Optional<Item> next();

    @Override
    void close();
}
