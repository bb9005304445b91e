package understudy.scanning;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import understudy.scanning.Symbol.Import;
import understudy.scanning.Symbol.Made;
import understudy.scanning.Symbol.Mapping;
import understudy.scanning.Symbol.Octets;
import understudy.scanning.Symbol.Plain;
import understudy.scanning.Symbol.Row;
import understudy.scanning.Symbol.Text;

/**
 * Judges what one pickle does: what it brings in, calls, and changes. Also keeps step with joblib, which writes arrays raw
 * into the stream after the BUILD of their wrapper.
 *
 * <p>The same bytes mean other things to a reader without joblib, who goes on reading opcodes where joblib reads an array.
 * So those bytes are read as opcodes too, as far as that goes, and only what is harmful there is told. Not for several
 * threads.
 */
final class PickleSteps {
    /** Special attributes whose change makes an object run something else. */
    static final Set<String> HANDLES = Set.of(
            "__class__", "__setstate__", "__reduce__", "__reduce_ex__", "__getattr__", "__getattribute__", "__call__",
            "__init__", "__new__", "__del__", "__init_subclass__", "__builtins__", "__globals__", "__code__", "__import__",
            "__loader__", "__spec__", "__path__", "__mro__", "__bases__", "__subclasses__", "__getstate__", "__hash__",
            "__eq__", "__iter__", "__next__", "__setitem__", "__setattr__", "__defaults__", "__kwdefaults__", "__closure__");

    private static final Set<String> LOADERS = Set.of("loads", "load", "_loads", "_load_from_bytes", "Unpickler", "_unpickle");

    /** Least steps an array's bytes must go on as opcodes to be taken for a program, where they run over what is read. */
    private static final int LONG_GUESS = 1000;

    private final Looking looking;
    private final String file;
    private final @Nullable Content content;
    private final int depth;
    private final Findings findings;
    private final boolean guessing;
    private final boolean arrays;
    private boolean called;
    private boolean harmful;
    private int imports;

    /** @param content what the stream can be read from a second time, if it can */
    PickleSteps(Looking looking, String file, @Nullable Content content, int depth) {
        this(looking, file, content, depth, new Findings(looking.limits().findings()), false, true);
    }

    private PickleSteps(
            Looking looking,
            String file,
            @Nullable Content content,
            int depth,
            Findings findings,
            boolean guessing,
            boolean arrays) {
        this.looking = looking;
        this.file = file;
        this.content = content;
        this.depth = depth;
        this.findings = findings;
        this.guessing = guessing;
        this.arrays = arrays;
    }

    Findings findings() {
        return findings;
    }

    boolean guessing() {
        return guessing;
    }

    int imports() {
        return imports;
    }

    /** Whether it calls something and brings in something known to be harmful: so it is meant as a program. */
    boolean harmful() {
        return harmful && called;
    }

    Import bringsIn(Symbol module, Symbol name, long at) throws IOException {
        if (module instanceof Text(String place) && name instanceof Text(String known)) {
            return bringsIn(place, known, at);
        }
        if (!mayBeText(module) || !mayBeText(name)) {
            throw new PickleSource.Broken("a name that is no text");
        }
        imports++;
        find(Kind.IMPORT, "a name", at, Verdict.DANGEROUS, "is computed while loading, so nobody can tell what it brings in");
        return new Import("?", "?", Verdict.DANGEROUS);
    }

    Import bringsIn(String module, String name, long at) {
        imports++;
        Globals.Judgement judgement = Globals.KNOWN.of(module, name);
        harmful |= judgement.verdict() == Verdict.DANGEROUS && Globals.isName(module, name);
        find(Kind.IMPORT, module + "." + name, at, judgement.verdict(), judgement.why());
        return new Import(module, name, judgement.verdict());
    }

    Symbol extension(long code, long at) {
        imports++;
        find(Kind.IMPORT, "extension " + code, at, Verdict.DANGEROUS, "brings in what only the loading program's registry names");
        return new Import("?", "?", Verdict.DANGEROUS);
    }

    Symbol call(Symbol what, Symbol arguments, long at) throws IOException {
        called = true;
        if (what instanceof Made || what == Plain.ANYTHING) {
            callsResult(what, at);
        }
        if (what instanceof Import type && isWrapper(type)) {
            find(Kind.STEP, type.path(), at, Verdict.DANGEROUS, "is made in a way joblib never makes it");
        }
        if (what instanceof Import loader && LOADERS.contains(loader.name())) {
            nested(arguments);
        }
        boolean rebuilds = what instanceof Import type && type.name().equals("_reconstructor");
        return rebuilds && arguments instanceof Row row && !row.items().isEmpty()
                ? new Made(row.items().getFirst(), Row.EMPTY)
                : new Made(what, arguments);
    }

    /** NEWOBJ: makes an object without running its {@code __init__}. */
    Symbol make(Symbol type, Symbol arguments, long at) throws IOException {
        called = true;
        if (type instanceof Import wrapper && isWrapper(wrapper)) {
            return arguments.equals(Row.EMPTY) ? new Made(type, arguments) : call(type, arguments, at);
        }
        if (type instanceof Made || type == Plain.ANYTHING) {
            callsResult(type, at);
        }
        return new Made(type, arguments);
    }

    /** BUILD: hands an object its state, which is the same as setting attributes of it. */
    void build(Symbol object, Symbol state, long at, PickleMachine machine) throws IOException {
        called = true;
        changes(object, at);
        judgeKeys(state, at);
        if (state instanceof Row row) {
            for (Symbol half : row.items()) {
                judgeKeys(half, at);
            }
        }
        if (object instanceof Made made && !guessing && made.maker() instanceof Import type) {
            if (type.is("numpy", "dtype")) {
                made.build(state);
            } else if (arrays && isWrapper(type)) {
                if (state instanceof Mapping mapping) {
                    made.attributes(mapping.entries());
                }
                array(made, at, machine);
            }
        }
    }

    /** An object's contents are added to. */
    void changes(Symbol object, long at) {
        if (object instanceof Import imported) {
            String what = imported.path();
            find(Kind.STEP, what, at, Verdict.DANGEROUS, "is changed itself, for everyone, instead of an object made from it");
        }
    }

    /** A reference that only the loader can follow; PyTorch names its storages so. */
    Symbol persistent(Symbol id, long at) {
        boolean storage = id instanceof Row row
                && row.size() >= 5
                && row.items().getFirst() instanceof Text(String sort)
                && (sort.equals("storage") || sort.equals("module"));
        if (!storage) {
            find(Kind.STEP, "a persistent id", at, Verdict.UNKNOWN, "is asked of the loader, who alone knows what it is");
        }
        return new Made(new Import("torch", "storage", Verdict.ALLOWED), Row.EMPTY);
    }

    /** A byte string may be a pickle itself; only what is harmful in it is told, as nothing says that it is read. */
    Symbol bytes(Symbol literal, long at) throws IOException {
        boolean likely = literal instanceof Octets octets
                && octets.value() instanceof byte[] value
                && value.length > 4
                && (value[0] & 0xff) == 0x80
                && value[1] >= 2
                && value[1] <= 5;
        if (likely && !guessing && literal instanceof Octets octets && octets.value() instanceof byte[] value) {
            PickleSteps inner = new PickleSteps(
                    looking, file, null, depth, new Findings(looking.limits().findings()), true, false);
            Cursor cursor = Cursor.over(new Content.OfBytes(value, value.length), 0);
            PickleMachine machine = new PickleMachine(cursor, looking.limits(), inner);
            machine.run(left());
            looking.spend(Looking.Budget.GUESSES, machine.steps());
            tellHarm(inner, "in a pickle within the pickle ");
        }
        return literal;
    }

    void strange(String what, long at, String why) {
        find(Kind.STEP, what, at, Verdict.UNKNOWN, why);
    }

    private void callsResult(Symbol what, long at) {
        Symbol maker = what instanceof Made made ? made.maker() : what;
        boolean byValue = maker instanceof Import type
                && (type.module().startsWith("cloudpickle") || type.module().startsWith("dill"))
                && Set.of("_builtin_type", "_load_type", "_make_skeleton_class", "_make_skeleton_enum", "_create_type")
                        .contains(type.name());
        String name = maker instanceof Import type ? "the result of " + type.path() : "the result of a call";
        if (byValue) {
            find(Kind.STEP, name, at, Verdict.UNKNOWN, "is a class that the file carries itself");
        } else {
            find(Kind.STEP, name, at, Verdict.DANGEROUS, "is called, so nobody can tell what runs");
        }
    }

    private void judgeKeys(Symbol state, long at) {
        if (state instanceof Mapping mapping && !mapping.handle().isEmpty()) {
            find(Kind.STEP, mapping.handle(), at, Verdict.DANGEROUS, "of an object is replaced, so it runs something else");
        }
    }

    private void nested(Symbol arguments) throws IOException {
        if (guessing || !(arguments instanceof Row row)) {
            return;
        }
        for (Symbol argument : row.items()) {
            if (argument instanceof Octets octets) {
                String name = file + "!bytes at " + octets.offset();
                if (octets.value() instanceof byte[] value) {
                    looking.at(name, new Content.OfBytes(value, value.length), depth + 1);
                } else if (content != null) {
                    looking.at(name, content.part(octets.offset(), octets.length()), depth + 1);
                } else {
                    find(Kind.STEP, "a pickle of " + octets.length() + " bytes", octets.offset(), Verdict.DANGEROUS,
                            "is read while loading and is too large to be looked into where it is packed");
                }
            }
        }
    }

    private void array(Made wrapper, long at, PickleMachine machine) throws IOException {
        if (machine.insideFrame()) {
            find(Kind.STEP, "an array", at, Verdict.DANGEROUS, "stands in the middle of a frame, where readers disagree");
        }
        asOpcodes(machine);
        Symbol dtype = wrapper.attributes().getOrDefault("dtype", Plain.NONE);
        if (ArraySize.holdsObjects(dtype)) {
            PickleSteps inner = new PickleSteps(looking, file, content, depth, findings, false, false);
            PickleMachine within = new PickleMachine(machine.cursor(), looking.limits(), inner);
            PickleMachine.End end = within.run(looking.stepsLeft());
            looking.spend(Looking.Budget.STEPS, within.steps());
            called |= inner.called;
            harmful |= inner.harmful;
            if (end != PickleMachine.End.STOPPED) {
                throw new PickleSource.Broken("an array of objects ends early: " + within.broken());
            }
            return;
        }
        OptionalLong size = ArraySize.of(wrapper.attributes().getOrDefault("shape", Plain.NONE), dtype);
        if (size.isEmpty()) {
            find(Kind.STEP, "an array", at, Verdict.DANGEROUS, "has a size that cannot be told, so what follows cannot be found");
            throw new PickleSource.Broken("an array whose size cannot be told");
        }
        Cursor cursor = machine.cursor();
        if (wrapper.attributes().getOrDefault("numpy_array_alignment_bytes", Plain.NONE) != Plain.NONE) {
            cursor.skip(cursor.one());
        }
        cursor.skip(size.getAsLong());
    }

    /** Reads on as a reader without joblib would. */
    private void asOpcodes(PickleMachine machine) throws IOException {
        long left = left();
        if (left <= 0) {
            find(Kind.LIMIT, "arrays", machine.at(), Verdict.DANGEROUS, "are too many to see whether they hide opcodes");
            return;
        }
        PickleSteps other =
                new PickleSteps(looking, file, null, depth, new Findings(looking.limits().findings()), true, false);
        int taken = machine.guessed();
        PickleMachine guess = machine.guess(machine.cursor().ahead(), other);
        PickleMachine.End end = guess.run(left);
        looking.spend(Looking.Budget.GUESSES, guess.steps() + 1 + taken / 8);
        tellHarm(other, "in the bytes of an array ");
        if (end == PickleMachine.End.CUT && guess.steps() > LONG_GUESS) {
            find(Kind.STEP, "an array", machine.at(), Verdict.DANGEROUS, "is a pickle itself, to readers other than joblib");
        }
    }

    private void tellHarm(PickleSteps inner, String where) {
        if (inner.harmful()) {
            for (Finding finding : inner.findings.kept()) {
                if (finding.verdict() == Verdict.DANGEROUS) {
                    find(finding.kind(), finding.what(), finding.offset(), finding.verdict(), where + finding.why());
                }
            }
        }
    }

    private long left() {
        return looking.limits().guesses() - looking.spent(Looking.Budget.GUESSES);
    }

    private static boolean isWrapper(Import type) {
        return type.name().equals("NumpyArrayWrapper") && Arrays.asList(type.module().split("\\.")).contains("joblib");
    }

    private static boolean mayBeText(Symbol symbol) {
        return symbol instanceof Text || symbol instanceof Made || symbol == Plain.ANYTHING || symbol == Plain.PROSE;
    }

    private void find(Kind kind, String what, long at, Verdict verdict, String why) {
        findings.add(new Finding(file, kind, Looking.shown(what), at, verdict, why));
    }
}
