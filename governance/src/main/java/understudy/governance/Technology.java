package understudy.governance;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.core.Problem;

/**
 * How far models of one technology may go: one entry of the catalogue.
 *
 * @param runtime the runtime's name, e.g. {@code python}
 * @param library which versions of what evaluates the models, with {@code *} for any letters, e.g. {@code 1.28.*}; any
 *     where empty
 * @param upTo how far its models may be exposed
 * @param risk for models of this risk tier and those below
 * @param isolation where its models must run
 * @param until not from here on; without end where empty
 * @param note why; may be empty
 * @param withdrawn by whom and when it was taken back, if it was
 */
public record Technology(
        String runtime,
        Optional<String> library,
        Exposure upTo,
        Risk risk,
        Isolation isolation,
        String allowedBy,
        Instant allowedAt,
        Optional<Instant> until,
        String note,
        Optional<Withdrawal> withdrawn) {
    private static final Pattern RUNTIME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern LIBRARY = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9*._+!-]{0,99}");
    private static final int LONGEST_NOTE = 1_000;

    /** How far a version may go, in rising order. */
    public enum Exposure {
        /** Sees traffic; nobody sees what it says. */
        SHADOW,
        /** Answers some callers. */
        CANARY,
        /** Answers callers. */
        CHAMPION
    }

    /** What is at stake, in rising order. */
    public enum Risk {
        LOW,
        MEDIUM,
        HIGH;

        /** A tier that is none of ours is taken for the highest. */
        static Risk of(String tier) {
            return Arrays.stream(values()).filter(risk -> word(risk).equals(tier)).findFirst().orElse(HIGH);
        }
    }

    /** Where a model runs. */
    public enum Isolation {
        /** Wherever its registration says. */
        ANY,
        /** In a process of its own. */
        PROCESS
    }

    /** An entry taken back. */
    public record Withdrawal(String by, Instant at) {}

    public Technology {
        if (!RUNTIME.matcher(runtime).matches()) {
            throw Problem.invalid("runtime", runtime, "a runtime's name, e.g. python");
        }
        library.filter(text -> !LIBRARY.matcher(text).matches()).ifPresent(text -> {
            throw Problem.invalid("library", text, "a version, with * for any letters, e.g. 1.28.*");
        });
        if (note.length() > LONGEST_NOTE) {
            throw Problem.invalid("note", note, "at most " + LONGEST_NOTE + " characters");
        }
    }

    boolean isOver(Instant now) {
        return until.isPresent() && !now.isBefore(until.get());
    }

    boolean isWithdrawn() {
        return withdrawn.isPresent();
    }

    /** @param evaluator name and version of what evaluates a model, e.g. {@code onnxruntime 1.28.0} */
    boolean coversLibrary(String evaluator) {
        String version = evaluator.substring(evaluator.lastIndexOf(' ') + 1);
        return library.map(pattern -> Pattern.matches(expression(pattern), version)).orElse(true);
    }

    private static String expression(String pattern) {
        List<String> parts = List.of(pattern.split("\\*", -1));
        return String.join(".*", parts.stream().map(Pattern::quote).toList());
    }

    Technology withdrawn(String by, Instant at) {
        return new Technology(
                runtime, library, upTo, risk, isolation, allowedBy, allowedAt, until, note,
                Optional.of(new Withdrawal(by, at)));
    }

    /** As people write it: {@code HIGH} is {@code high}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
