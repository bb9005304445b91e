package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says of a name that a file brings in what may be thought of it. The facts stand in {@code globals.txt}; what neither they
 * nor the rules here know is {@link Verdict#UNKNOWN}. Immutable, for many threads.
 */
final class Globals {
    /** The one list there is. */
    static final Globals KNOWN = read();

    private static final Pattern MODULE = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern CLASS = Pattern.compile("_{0,2}[A-Z]\\w*");
    private static final Pattern FUNCTION = Pattern.compile("_?[a-z][a-z0-9_]*");
    private static final Pattern CYTHON = Pattern.compile("__pyx_unpickle_\\w+");
    private static final Pattern SPECIAL = Pattern.compile("__\\w+__");

    /** Python 2's names of modules; readers of old pickles translate them. */
    private static final Map<String, String> RENAMED = Map.of("__builtin__", "builtins", "copy_reg", "copyreg");

    /** Attributes through which any class or module leads to everything else. */
    private static final Set<String> WAYS_OUT = Set.of(
            "os", "sys", "subprocess", "posix", "nt", "builtins", "importlib", "shutil", "socket", "ctypes", "runpy", "pty",
            "modules", "system", "popen", "Popen", "eval", "exec", "execfile", "compile", "getattr", "setattr", "open",
            "load", "loads", "func_globals", "f_globals", "gi_frame", "cr_frame", "tb_frame", "query", "_os", "_sys");

    /** Parts of packages that test them: not what a model is made of. */
    private static final Set<String> TESTS = Set.of("tests", "test", "testing", "_testing", "conftest", "externals", "_vendor");

    private final Map<String, List<Rule>> rules;

    private Globals(Map<String, List<Rule>> rules) {
        this.rules = rules;
    }

    /** A verdict and its reason. */
    record Judgement(Verdict verdict, String why) {}

    private record Rule(Verdict verdict, boolean below, Set<String> names, String why) {
        boolean fits(String name) {
            return names.contains("*")
                    || names.contains(name)
                    || (names.contains("<class>") && CLASS.matcher(name).matches())
                    || (names.contains("<function>") && FUNCTION.matcher(name).matches())
                    || (names.contains("<cython>") && CYTHON.matcher(name).matches());
        }
    }

    Judgement of(String module, String name) {
        String place = RENAMED.getOrDefault(module, module);
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        Judgement known = byRule(place, first);
        if (known.verdict() == Verdict.DANGEROUS) {
            return known;
        }
        if (!MODULE.matcher(place).matches()) {
            return new Judgement(Verdict.DANGEROUS, "is no name a module can have");
        }
        for (String part : name.split("\\.", -1)) {
            if (!NAME.matcher(part).matches()) {
                return new Judgement(Verdict.DANGEROUS, "is no name a class or function can have");
            }
            if (SPECIAL.matcher(part).matches() && !place.equals("copyreg")) {
                return new Judgement(Verdict.DANGEROUS, "reaches into the interpreter through " + part);
            }
            if (WAYS_OUT.contains(part) && !(part.equals(name) && known.verdict() == Verdict.ALLOWED)) {
                return new Judgement(Verdict.DANGEROUS, "reaches " + part + " through another module");
            }
        }
        return name.contains(".") ? dotted(place, name, known) : known;
    }

    /** A name with dots walks from attribute to attribute: through a class it stays inside it, through a module it may not. */
    private Judgement dotted(String module, String name, Judgement first) {
        if (module.startsWith("__torch__")) {
            return first;
        }
        boolean throughClass = CLASS.matcher(name.substring(0, name.indexOf('.'))).matches();
        return throughClass
                ? new Judgement(Verdict.UNKNOWN, "reaches inside a class")
                : new Judgement(Verdict.DANGEROUS, "walks from attribute to attribute of " + module);
    }

    /** Whether these could be names at all, and not just two lines of some text. */
    static boolean isName(String module, String name) {
        return MODULE.matcher(module).matches()
                && java.util.Arrays.stream(name.split("\\.", -1)).allMatch(part -> NAME.matcher(part).matches());
    }

    private Judgement byRule(String module, String name) {
        Judgement best = new Judgement(Verdict.UNKNOWN, "is not known to be ordinary in models");
        int rank = 0;
        for (String place = module; !place.isEmpty(); place = parent(place)) {
            for (Rule rule : rules.getOrDefault(place, List.of())) {
                int strength = 1 + (rule.verdict() == Verdict.ALLOWED ? 0 : rule.verdict() == Verdict.UNKNOWN ? 1 : 2);
                if (strength > rank && (rule.below() || place.equals(module)) && rule.fits(name)) {
                    rank = strength;
                    best = new Judgement(rule.verdict(), rule.why());
                }
            }
        }
        if (best.verdict() == Verdict.ALLOWED && List.of(module.split("\\.")).stream().anyMatch(TESTS::contains)) {
            return new Judgement(Verdict.UNKNOWN, "belongs to the tests of its package");
        }
        return best;
    }

    private static String parent(String module) {
        int dot = module.lastIndexOf('.');
        return dot < 0 ? "" : module.substring(0, dot);
    }

    private static Globals read() {
        Map<String, List<Rule>> rules = new HashMap<>();
        try (InputStream facts = Globals.class.getResourceAsStream("globals.txt")) {
            if (facts == null) {
                throw new IllegalStateException("globals.txt is missing from the program");
            }
            new String(facts.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> add(line, rules));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Globals(Map.copyOf(rules));
    }

    private static void add(String line, Map<String, List<Rule>> rules) {
        int bar = line.indexOf(" | ");
        String[] words = (bar < 0 ? line : line.substring(0, bar)).trim().split(" +");
        Verdict verdict = switch (words[0]) {
            case "!" -> Verdict.DANGEROUS;
            case "?" -> Verdict.UNKNOWN;
            case "+" -> Verdict.ALLOWED;
            default -> throw new IllegalStateException("globals.txt: " + line);
        };
        boolean below = words[1].endsWith(".*");
        String module = below ? words[1].substring(0, words[1].length() - 2) : words[1];
        Set<String> names = Set.copyOf(List.of(words).subList(2, words.length));
        String why = bar < 0 ? "is ordinary in models" : line.substring(bar + 3).trim();
        rules.computeIfAbsent(module, _ -> new ArrayList<>()).add(new Rule(verdict, below, names, why));
    }
}
