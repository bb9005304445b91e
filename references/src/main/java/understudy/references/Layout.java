package understudy.references;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.Roles;
import understudy.profiles.SourceColumn;

/**
 * Which columns of a source a reference is made of, and what they are called there.
 *
 * @param taken in the reference's order
 * @param classes of a model of several classes, in the order of their score columns; empty without those
 * @param remarks about columns that are not taken, and features that are not there
 */
record Layout(List<Taken> taken, List<String> classes, List<String> remarks) {
    private static final List<String> OF_TRAFFIC = List.of(
            AnsweredRows.AT, AnsweredRows.PREDICTED, AnsweredRows.ACTION, AnsweredRows.LABEL);

    /**
     * @param from its name in the source
     * @param read what it is read as there
     * @param codes where the source has names and the model takes numbers: those names, in the order of their numbers
     */
    record Taken(String from, ColumnType read, SourceColumn as, List<String> codes) {
        Taken {
            codes = List.copyOf(codes);
        }

        static Taken plain(String from, SourceColumn as) {
            return new Taken(from, as.type(), as, List.of());
        }
    }

    Layout {
        taken = List.copyOf(taken);
        classes = List.copyOf(classes);
        remarks = List.copyOf(remarks);
    }

    /** What must be read as which type, by the source's names. */
    Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        taken.forEach(column -> types.put(column.from(), column.read()));
        return types;
    }

    /** Without what was answered and what became true. */
    Layout features() {
        return new Layout(
                taken.stream().filter(column -> !column.as().name().startsWith("@")).toList(), classes, remarks);
    }

    Roles roles() {
        return new Roles(present(AnsweredRows.AT), present(AnsweredRows.SCORE), present(AnsweredRows.LABEL));
    }

    private Optional<String> present(String name) {
        return taken.stream().map(column -> column.as().name()).filter(name::equals).findFirst();
    }

    /** @throws Problem (INVALID) where a column that was named is not there, or no feature is */
    static Layout ofFile(Model model, FileRoles roles, List<SourceColumn> found) {
        Layouts layouts = new Layouts(model, found);
        roles.time().ifPresent(name -> {
            layouts.refuseFeature("time", name);
            layouts.take("time", name, AnsweredRows.AT, ColumnType.TIME);
        });
        List<String> classes = layouts.scores(roles);
        roles.label().ifPresent(layouts::label);
        layouts.features();
        return new Layout(layouts.featuresFirst(), classes, layouts.remarks);
    }

    /** Of what callers were answered: features, scores, labels, decisions and segments. */
    static Layout ofTraffic(Model model, List<SourceColumn> found) {
        List<String> features = model.signature().features().stream().map(Signature.Feature::name).toList();
        String before = AnsweredRows.SCORE + ".";
        List<Taken> taken = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (SourceColumn column : found) {
            String name = column.name();
            if (features.contains(name) || OF_TRAFFIC.contains(name) || name.equals(AnsweredRows.SCORE)
                    || name.startsWith(before) || name.startsWith(AnsweredRows.SEGMENT)) {
                taken.add(Taken.plain(name, column));
            }
            if (name.startsWith(before)) {
                classes.add(name.substring(before.length()));
            }
        }
        List<String> lacking = features.stream()
                .filter(name -> taken.stream().noneMatch(column -> column.from().equals(name)))
                .toList();
        return new Layout(taken, classes, lacking.isEmpty() ? List.of() : List.of(unwatched(lacking, "the traffic")));
    }

    private static String unwatched(List<String> lacking, String where) {
        return "Not watched, because " + where + " has no values of them: " + Words.listed(lacking);
    }

    /** Gathers a file's columns. */
    private static final class Layouts {
        private final Model model;
        private final List<SourceColumn> found;
        private final List<Taken> taken = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        Layouts(Model model, List<SourceColumn> found) {
            this.model = model;
            this.found = found;
        }

        List<Taken> featuresFirst() {
            List<Taken> ordered = new ArrayList<>(taken);
            ordered.sort(Comparator.comparing(column -> column.as().name().startsWith("@")));
            return ordered;
        }

        private Optional<SourceColumn> column(String name) {
            return found.stream().filter(column -> column.name().equals(name)).findFirst();
        }

        private SourceColumn present(String role, String name) {
            return column(name).orElseThrow(() -> Problem.invalid(
                    role, name, "a column of the file: "
                            + Words.listed(found.stream().map(SourceColumn::name).toList())));
        }

        private void take(String role, String name, String as, ColumnType type) {
            present(role, name);
            for (Taken other : taken) {
                if (other.from().equals(name)) {
                    throw Problem.invalid(role, name, "another column than that of " + other.as().name().substring(1));
                }
            }
            taken.add(Taken.plain(name, new SourceColumn(as, type)));
        }

        /** Kept as it is written where it is boolean, because NDJSON has no words for those. */
        void label(String name) {
            refuseFeature("label", name);
            ColumnType guessed = present("label", name).type();
            take("label", name, AnsweredRows.LABEL,
                    guessed == ColumnType.BOOLEAN ? ColumnType.BOOLEAN : ColumnType.CATEGORY);
        }

        /** @return classes, where there are several */
        List<String> scores(FileRoles roles) {
            if (model.task() != Task.MULTICLASS) {
                if (roles.scorePrefix().isPresent()) {
                    String task = model.task().name().toLowerCase(Locale.ROOT);
                    throw Problem.invalid(
                            "score_prefix", roles.scorePrefix().get(),
                            "none, since the task of '" + model.name() + "' is " + task + "; name one column by score");
                }
                roles.score().ifPresent(name -> {
                    refuseFeature("score", name);
                    take("score", name, AnsweredRows.SCORE, ColumnType.NUMBER);
                });
                return List.of();
            }
            Optional<String> prefix = roles.scorePrefix().or(() -> roles.score().map(name -> name + "."));
            return prefix.map(this::classes).orElse(List.of());
        }

        private List<String> classes(String prefix) {
            List<String> known = named(model.signature());
            List<String> classes = !known.isEmpty()
                    ? known
                    : found.stream()
                            .map(SourceColumn::name)
                            .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
                            .map(name -> name.substring(prefix.length()))
                            .toList();
            if (classes.size() < 2) {
                throw Problem.invalid("score", prefix, "what the names of the file's score columns, one a class, begin with");
            }
            for (String each : classes) {
                take("score", prefix + each, AnsweredRows.SCORE + "." + each, ColumnType.NUMBER);
            }
            return classes;
        }

        private void refuseFeature(String role, String name) {
            if (model.signature().features().stream().anyMatch(feature -> feature.name().equals(name))) {
                throw Problem.invalid(role, name, "a column that is no feature of '" + model.name() + "'");
            }
        }

        void features() {
            List<String> lacking = new ArrayList<>();
            List<String> hidden = new ArrayList<>();
            int before = taken.size();
            for (Signature.Input input : model.signature().inputs()) {
                for (Signature.Feature feature : input.features()) {
                    Optional<SourceColumn> column = column(feature.name());
                    boolean clear = !feature.name().isBlank() && !feature.name().startsWith("@");
                    if (feature.privacy() != Privacy.KEEP || !clear) {
                        hidden.add(feature.name());
                    } else if (column.isEmpty()) {
                        lacking.add(feature.name());
                    } else {
                        taken.add(taken(input.type(), feature, column.get().type()));
                    }
                }
            }
            if (taken.size() == before) {
                throw noFeature();
            }
            tell(lacking, hidden);
        }

        private Problem noFeature() {
            List<String> wanted = model.signature().features().stream().map(Signature.Feature::name).toList();
            return wanted.isEmpty()
                    ? new Problem(
                            Problem.Code.UNPROCESSABLE, "'" + model.name() + "' has no named features to make a reference of",
                            "Only tables of features can be watched by reference")
                    : new Problem(
                            Problem.Code.INVALID,
                            "The file has none of the features of '" + model.name() + "'; it has "
                                    + Words.listed(found.stream().map(SourceColumn::name).toList()),
                            "Name its columns as the model's features: " + Words.listed(wanted));
        }

        private void tell(List<String> lacking, List<String> hidden) {
            if (!lacking.isEmpty()) {
                remarks.add(unwatched(lacking, "the file"));
            }
            if (!hidden.isEmpty()) {
                remarks.add("Not watched, because traffic does not keep them readable: " + Words.listed(hidden));
            }
            List<String> strange = found.stream()
                    .map(SourceColumn::name)
                    .filter(name -> taken.stream().noneMatch(column -> column.from().equals(name)))
                    .filter(name -> !hidden.contains(name))
                    .toList();
            if (!strange.isEmpty()) {
                remarks.add("Kept out, because the model does not know them: " + Words.listed(strange));
            }
        }
    }

    /** How a feature is read of a column of a guessed type. */
    static Taken taken(DataType declared, Signature.Feature feature, ColumnType guessed) {
        ColumnType type = type(declared, guessed);
        SourceColumn as = new SourceColumn(feature.name(), type);
        boolean named = guessed == ColumnType.CATEGORY || guessed == ColumnType.TEXT;
        return type == ColumnType.NUMBER && named && !feature.categories().isEmpty()
                ? new Taken(feature.name(), ColumnType.CATEGORY, as, feature.categories())
                : Taken.plain(feature.name(), as);
    }

    /** As traffic is kept: numbers as numbers, texts as one of two kinds. */
    private static ColumnType type(DataType declared, ColumnType guessed) {
        return switch (declared) {
            case BYTES -> guessed == ColumnType.TEXT ? ColumnType.TEXT : ColumnType.CATEGORY;
            case BOOL -> ColumnType.BOOLEAN;
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64 -> ColumnType.NUMBER;
        };
    }

    /** The names of a model's classes; none where its signature has none. */
    static List<String> named(Signature signature) {
        return signature.outputs().stream()
                .filter(output -> output.meaning() == Signature.Meaning.SCORE
                        || output.meaning() == Signature.Meaning.LABEL)
                .map(Signature.Output::classes)
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse(List.of());
    }
}
