package understudy.scanning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pickle's reader would have on its stack, as far as it can be known without making it. */
sealed interface Symbol {
    /** Values of which no more is needed than their sort. */
    enum Plain implements Symbol {
        MARK,
        NONE,
        TRUE,
        FALSE,
        NUMBER,
        LIST,
        SET,
        /** Text that is no name: too long, or with characters no name has. */
        PROSE,
        /** Came from where nothing here can see, so it may be anything. */
        ANYTHING
    }

    /** Text that could be a name, a key or a code. */
    record Text(String value) implements Symbol {}

    record Whole(long value) implements Symbol {}

    /** Bytes written out in the stream: where they start, and themselves where they are few. */
    record Octets(long offset, long length, byte @Nullable [] value) implements Symbol {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(offset);
        }
    }

    /** A class or function brought in by name. */
    record Import(String module, String name, Verdict verdict) implements Symbol {
        boolean is(String otherModule, String otherName) {
            return module.equals(otherModule) && name.equals(otherName);
        }

        String path() {
            return module + "." + name;
        }
    }

    /** A tuple; only its first items are kept. */
    record Row(List<Symbol> items, int size) implements Symbol {
        static final int KEPT = 16;
        static final Row EMPTY = new Row(List.of(), 0);

        static Row of(List<Symbol> items) {
            return items.isEmpty() ? EMPTY : new Row(List.copyOf(items.subList(0, Math.min(items.size(), KEPT))), items.size());
        }
    }

    /** A dict; only its first entries whose keys are text are kept. */
    final class Mapping implements Symbol {
        static final int KEPT = 32;

        private Map<String, Symbol> entries = Map.of();
        private String handle = "";

        /** @return whether it was kept */
        boolean put(String key, Symbol value, boolean room) {
            if (PickleSteps.HANDLES.contains(key)) {
                handle = key;
            }
            if (!entries.containsKey(key) && (!room || entries.size() >= KEPT)) {
                return false;
            }
            if (entries.isEmpty()) {
                entries = new HashMap<>(2);
            }
            entries.put(key, value);
            return true;
        }

        Map<String, Symbol> entries() {
            return entries;
        }

        /** A key that makes an object run something else once it is set as an attribute; the empty string without one. */
        String handle() {
            return handle;
        }
    }

    /** What a call gave back, with the state it was given since. */
    final class Made implements Symbol {
        private final Symbol maker;
        private final Symbol arguments;
        private Map<String, Symbol> attributes = Map.of();
        private Symbol state = Plain.NONE;

        Made(Symbol maker, Symbol arguments) {
            this.maker = maker;
            this.arguments = arguments;
        }

        Symbol maker() {
            return maker;
        }

        Symbol arguments() {
            return arguments;
        }

        Map<String, Symbol> attributes() {
            return attributes;
        }

        Symbol state() {
            return state;
        }

        /** Keeps a state as it is. */
        void build(Symbol given) {
            state = given;
        }

        /** Keeps a state's entries as attributes, beside those that are there. */
        void attributes(Map<String, Symbol> given) {
            Map<String, Symbol> all = new HashMap<>(attributes);
            all.putAll(given);
            attributes = all;
        }
    }
}
