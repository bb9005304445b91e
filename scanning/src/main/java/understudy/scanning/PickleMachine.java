package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import understudy.scanning.Symbol.Import;
import understudy.scanning.Symbol.Made;
import understudy.scanning.Symbol.Mapping;
import understudy.scanning.Symbol.Octets;
import understudy.scanning.Symbol.Plain;
import understudy.scanning.Symbol.Row;
import understudy.scanning.Symbol.Text;
import understudy.scanning.Symbol.Whole;

/**
 * Follows one pickle from opcode to opcode, as Python's reader would, but over {@link Symbol}s: nothing is made, nothing is
 * called. Opcodes and their arguments are those of pickletools in Python's library, protocols 0 to 5. Where Python would
 * stop with an error and reading on is possible, this reads on, so that it sees at least what Python sees.
 *
 * <p>Not for several threads.
 */
final class PickleMachine {
    /** How a reading ended. */
    enum End {
        STOPPED,
        BROKEN,
        CUT
    }

    /** The pickle goes over a limit of ours. */
    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;

        TooMuch(String what) {
            super(what);
        }
    }

    /** Newest protocol there is. */
    private static final int PROTOCOLS = 5;

    /** Above this height nothing on the stack is kept apart but what is brought in. */
    private static final int HIGH = 1_000_000;

    /** Values a guess takes over from the stack, and remembers itself. */
    private static final int GUESSED = 10_000;

    /** Entries of dicts that are kept, together. */
    private static final int ENTRIES = 2_000_000;

    /** Bytes of byte strings that are kept, together. */
    private static final long OCTETS = 16 << 20;

    /** Characters of texts after which only short ones are kept, and what is short. */
    private static final long TEXTS = 128 << 20;

    private static final int SHORT = 80;

    private final Cursor cursor;
    private final PickleSource source;
    private final Limits limits;
    private final PickleSteps calls;
    private final Memo memo;
    private final List<Symbol> stack;
    private long steps;
    private long frameEnd;
    private long at;
    private int entries;
    private long octets;
    private long texts;
    private String broken = "";

    PickleMachine(Cursor cursor, Limits limits, PickleSteps calls) {
        this(cursor, limits, calls, new Memo(null, limits.memo()), new ArrayList<>());
    }

    private PickleMachine(Cursor cursor, Limits limits, PickleSteps calls, Memo memo, List<Symbol> stack) {
        this.cursor = cursor;
        this.source = new PickleSource(cursor);
        this.limits = limits;
        this.calls = calls;
        this.memo = memo;
        this.stack = stack;
    }

    /** The same state over other bytes, as a reader has it that knows nothing of arrays in the stream. */
    PickleMachine guess(Cursor ahead, PickleSteps other) {
        List<Symbol> copied = stack.subList(Math.max(0, stack.size() - GUESSED), stack.size());
        return new PickleMachine(ahead, limits, other, new Memo(memo, GUESSED), new ArrayList<>(copied));
    }

    /** How many values a guess takes over. */
    int guessed() {
        return Math.min(stack.size(), GUESSED);
    }

    long steps() {
        return steps;
    }

    /** Where the last opcode stands. */
    long at() {
        return at;
    }

    /** Why it ended without a STOP. */
    String broken() {
        return broken;
    }

    boolean insideFrame() {
        return cursor.offset() < frameEnd;
    }

    Cursor cursor() {
        return cursor;
    }

    /** Reads to the STOP, to where it breaks, or for so many steps. */
    End run(long most) throws IOException {
        while (steps < most) {
            at = cursor.offset();
            try {
                int opcode = cursor.one();
                steps++;
                if (opcode == '.') {
                    pop();
                    return End.STOPPED;
                }
                step(opcode);
            } catch (TooMuch cut) {
                broken = String.valueOf(cut.getMessage());
                return End.CUT;
            } catch (EOFException | PickleSource.Broken ends) {
                broken = String.valueOf(ends.getMessage());
                return End.BROKEN;
            }
        }
        return End.CUT;
    }

    private void step(int opcode) throws IOException {
        switch (opcode) {
            case '(' -> push(Plain.MARK);
            case '0' -> drop();
            case '1' -> popToMark();
            case '2' -> push(top());
            case 'N' -> push(Plain.NONE);
            case 0x88 -> push(Plain.TRUE);
            case 0x89 -> push(Plain.FALSE);
            case 'F' -> lineThen(Plain.NUMBER);
            case 'G' -> skipThen(8, Plain.NUMBER);
            case 'I', 'L' -> push(source.decimal());
            case 'J' -> push(new Whole((int) cursor.whole(4)));
            case 'K' -> push(new Whole(cursor.one()));
            case 'M' -> push(new Whole(cursor.whole(2)));
            case 0x8a -> push(source.longOf(cursor.one()));
            case 0x8b -> push(source.longOf((int) cursor.whole(4)));
            case 'S' -> push(source.quoted());
            case 'V' -> push(source.escaped());
            case 'T' -> push(source.text((int) cursor.whole(4)));
            case 'U', 0x8c -> push(source.text(cursor.one()));
            case 'X' -> push(source.text(cursor.whole(4)));
            case 0x8d -> push(source.text(cursor.whole(8)));
            case 'B' -> octets(cursor.whole(4));
            case 'C' -> octets(cursor.one());
            case 0x8e, 0x96 -> octets(cursor.whole(8));
            case 0x97 -> push(Plain.ANYTHING);
            case 0x98 -> top();
            default -> container(opcode);
        }
    }

    private void container(int opcode) throws IOException {
        switch (opcode) {
            case ']' -> push(Plain.LIST);
            case '}' -> push(new Mapping());
            case ')' -> push(Row.EMPTY);
            case 0x8f -> push(Plain.SET);
            case 'l' -> replaceMark(Plain.LIST);
            case 't' -> push(Row.of(popToMark()));
            case 'd' -> {
                Mapping mapping = new Mapping();
                fill(mapping, popToMark());
                push(mapping);
            }
            case 0x91 -> replaceMark(Plain.SET);
            case 0x85 -> push(Row.of(popped(1)));
            case 0x86 -> push(Row.of(popped(2)));
            case 0x87 -> push(Row.of(popped(3)));
            case 'a' -> {
                pop();
                calls.changes(top(), at);
            }
            case 'e', 0x90 -> {
                popToMark();
                calls.changes(top(), at);
            }
            case 's' -> setItems(popped(2));
            case 'u' -> setItems(popToMark());
            default -> memory(opcode);
        }
    }

    private void memory(int opcode) throws IOException {
        switch (opcode) {
            case 'p' -> memo.put(number(), top());
            case 'q' -> memo.put(cursor.one(), top());
            case 'r' -> memo.put(cursor.whole(4), top());
            case 0x94 -> memo.put(memo.count(), top());
            case 'g' -> recall(number());
            case 'h' -> recall(cursor.one());
            case 'j' -> recall(cursor.whole(4));
            case 0x80 -> {
                int protocol = cursor.one();
                if (protocol > PROTOCOLS) {
                    calls.strange("protocol " + protocol, at, "is newer than any there is");
                }
            }
            case 0x95 -> {
                long length = cursor.whole(8);
                frameEnd = length < 0 || length > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : cursor.offset() + length;
            }
            case 'P' -> {
                source.line();
                push(calls.persistent(Plain.PROSE, at));
            }
            case 'Q' -> push(calls.persistent(pop(), at));
            default -> making(opcode);
        }
    }

    private void making(int opcode) throws IOException {
        switch (opcode) {
            case 'c' -> push(calls.bringsIn(source.line(), source.line(), at));
            case 0x93 -> {
                Symbol name = pop();
                push(calls.bringsIn(pop(), name, at));
            }
            case 0x82 -> push(calls.extension(cursor.one(), at));
            case 0x83 -> push(calls.extension(cursor.whole(2), at));
            case 0x84 -> push(calls.extension(cursor.whole(4), at));
            case 'i' -> {
                Import type = calls.bringsIn(source.line(), source.line(), at);
                push(calls.call(type, Row.of(popToMark()), at));
            }
            case 'o' -> {
                List<Symbol> parts = popToMark();
                if (parts.isEmpty()) {
                    throw new PickleSource.Broken("an object without a class");
                }
                push(calls.call(parts.getFirst(), Row.of(parts.subList(1, parts.size())), at));
            }
            case 'R' -> {
                Symbol arguments = pop();
                push(calls.call(pop(), arguments, at));
            }
            case 0x81 -> {
                Symbol arguments = pop();
                push(calls.make(pop(), arguments, at));
            }
            case 0x92 -> {
                pop();
                Symbol arguments = pop();
                push(calls.make(pop(), arguments, at));
            }
            case 'b' -> {
                Symbol state = pop();
                calls.build(top(), state, at, this);
            }
            default -> throw new PickleSource.Broken("no opcode " + Integer.toHexString(opcode));
        }
    }

    private void octets(long length) throws IOException {
        Symbol literal = calls.bytes(source.octets(length), at);
        octets += Math.min(length, 1 << 16);
        push(octets > OCTETS && literal instanceof Octets far ? new Octets(far.offset(), far.length(), null) : literal);
    }

    private void setItems(List<Symbol> pairs) throws IOException {
        calls.changes(top(), at);
        if (top() instanceof Mapping mapping && !calls.guessing()) {
            fill(mapping, pairs);
        }
    }

    private void fill(Mapping mapping, List<Symbol> pairs) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            boolean kept = pairs.get(i) instanceof Text(String key) && mapping.put(key, pairs.get(i + 1), entries < ENTRIES);
            entries += kept ? 1 : 0;
        }
    }

    private void recall(long number) throws IOException {
        Symbol known = memo.get(number);
        if (known == null && calls.guessing()) {
            throw new PickleSource.Broken("an empty memo");
        }
        if (known == null) {
            calls.strange("memo " + number, at, "is read before anything is put there");
        }
        push(known == null ? Plain.ANYTHING : known);
    }

    private long number() throws IOException {
        if (source.decimal() instanceof Whole(long value)) {
            return value;
        }
        throw new PickleSource.Broken("a memo without a number");
    }

    private void lineThen(Symbol value) throws IOException {
        source.line();
        push(value);
    }

    private void skipThen(long bytes, Symbol value) throws IOException {
        cursor.skip(bytes);
        push(value);
    }

    private void push(Symbol value) throws IOException {
        if (stack.size() >= limits.stack()) {
            throw new TooMuch("more than " + limits.stack() + " values on the stack");
        }
        boolean crowded = stack.size() > HIGH && !(value instanceof Import || value instanceof Plain);
        boolean wordy = false;
        if (value instanceof Text(String text)) {
            texts += text.length();
            wordy = texts > TEXTS && text.length() > SHORT;
        }
        stack.add(wordy ? Plain.PROSE : crowded ? Plain.ANYTHING : value);
    }

    private Symbol pop() throws IOException {
        if (stack.isEmpty() || stack.getLast() == Plain.MARK) {
            throw new PickleSource.Broken("nothing on the stack");
        }
        return stack.removeLast();
    }

    private void drop() throws IOException {
        if (stack.isEmpty()) {
            throw new PickleSource.Broken("nothing on the stack");
        }
        stack.removeLast();
    }

    private Symbol top() throws IOException {
        if (stack.isEmpty() || stack.getLast() == Plain.MARK) {
            throw new PickleSource.Broken("nothing on the stack");
        }
        return stack.getLast();
    }

    private List<Symbol> popped(int count) throws IOException {
        Symbol[] items = new Symbol[count];
        for (int i = count - 1; i >= 0; i--) {
            items[i] = pop();
        }
        return List.of(items);
    }

    private void replaceMark(Symbol by) throws IOException {
        popToMark();
        push(by);
    }

    private List<Symbol> popToMark() throws IOException {
        int mark = stack.lastIndexOf(Plain.MARK);
        if (mark < 0) {
            throw new PickleSource.Broken("no mark on the stack");
        }
        List<Symbol> above = List.copyOf(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return above;
    }
}
