package understudy.references;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;
import understudy.profiles.Schema;
import understudy.profiles.SourceColumn;

/**
 * Makes references from files and from traffic, and keeps them. Whatever changes one is audited. Reading runs on threads of
 * its own, since it takes long and may stay in native code. Safe for many threads.
 */
public final class References {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ReferenceStore store;
    private final DataFiles files;
    private final AnsweredRows answered;
    private final Versions versions;
    private final AuditSink audit;
    private final InstantSource clock;
    private final ThreadFactory threads;

    public References(
            ReferenceStore store,
            DataFiles files,
            AnsweredRows answered,
            Versions versions,
            AuditSink audit,
            InstantSource clock,
            ThreadFactory threads) {
        this.store = store;
        this.files = files;
        this.answered = answered;
        this.versions = versions;
        this.audit = audit;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * From a file of any size, in constant memory; it is read twice at most. Columns are matched to the model's features by
     * name: those it lacks are not watched, those it has besides are kept out, and the reference says so.
     *
     * @param file stays where it is; its name, without its folder, becomes the source
     * @param progress told the share done, 0 to 1
     * @throws Problem INVALID for a file without rows, features or values, for scores and labels that are none, for roles it
     *     has no columns for, and for rows the version takes none of if it is to be asked; UNAVAILABLE where it cannot be read;
     *     UNPROCESSABLE for a version that cannot be asked; TOO_LARGE; what the version fails with
     */
    public Reference fromFile(
            Model model, ModelVersion version, Path file, FileRoles roles, DoubleConsumer progress, String by) {
        String name = String.valueOf(file.getFileName());
        return apart(() -> {
            List<SourceColumn> found;
            try (RowSource look = files.open(file, ReadingOptions.DEFAULT)) {
                found = look.columns();
            }
            if (!roles.ask()) {
                return kept(built(model, version, file, roles, found, Optional.empty(), progress), model, version, name, by);
            }
            try (Versions.Asked asked = versions.open(model, version)) {
                Asking asking = new Asking(model, found, asked);
                Building.Built built =
                        built(model, version, file, asking.roles(model, roles), found, Optional.of(asking), progress);
                Optional<String> unscored = asking.remark(built.reference().profile().rows());
                return kept(unscored.map(built::remarked).orElse(built), model, version, name, by);
            }
        });
    }

    private Building.Built built(
            Model model, ModelVersion version, Path file, FileRoles roles, List<SourceColumn> found,
            Optional<Asking> asking, DoubleConsumer progress) {
        String name = String.valueOf(file.getFileName());
        List<SourceColumn> scores = asking.map(Asking::scores).orElse(List.of());
        Layout layout = Layout.ofFile(model, roles, Stream.concat(found.stream(), scores.stream()).toList());
        Map<String, ColumnType> types = layout.types();
        asking.stream().flatMap(Asking::read).forEach(column -> types.put(column.from(), column.read()));
        scores.forEach(score -> types.remove(score.name()));
        Supplier<RowSource> rows = () -> files.open(file, ReadingOptions.DEFAULT.withTypes(types));
        Building building = new Building(
                model, version, layout,
                goodness -> new Outcomes(name, model, version, layout, roles.positive(), goodness),
                () -> asking.map(each -> each.over(rows.get())).orElseGet(rows), rows);
        Problem empty = new Problem(Problem.Code.INVALID, "'" + name + "' has columns but no row", "Give one with rows");
        return building.build("'" + name + "'", empty, size(file), progress);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "'" + file.getFileName() + "' could not be read", "Look at its disk", unreadable);
        }
    }

    /**
     * From what callers were answered, with the labels known by now.
     *
     * @param of whose answers: this version's, or those of another of the same model, such as the champion before it
     * @param from inclusive
     * @param to exclusive
     * @throws Problem INVALID for an empty stretch of time, or one in which it answered nobody
     */
    public Reference fromTraffic(
            Model model, ModelVersion version, int of, Instant from, Instant to, DoubleConsumer progress, String by) {
        AnsweredRows.Stretch stretch =
                new AnsweredRows.Stretch(model.name(), OptionalInt.of(of), from, to, Optional.empty());
        String source = "traffic of " + ModelVersion.reference(model.name(), of) + ", " + SHOWN.format(from) + " to "
                + SHOWN.format(to) + " UTC";
        return apart(() -> {
            List<SourceColumn> found;
            try (RowSource look = answered.open(stretch, AnsweredRows.Labels.NOW)) {
                found = look.columns();
            }
            Layout layout = Layout.ofTraffic(model, found);
            Supplier<RowSource> rows = () -> answered.open(stretch, AnsweredRows.Labels.NOW);
            Building building = new Building(model, version, layout, Answers::new, rows, rows);
            Problem nobody = new Problem(
                    Problem.Code.INVALID,
                    ModelVersion.reference(model.name(), of) + " answered nobody from " + SHOWN.format(from) + " to "
                            + SHOWN.format(to) + " UTC",
                    "Name a longer time, or another version by of; answers are kept since "
                            + SHOWN.format(answered.keptSince()));
            return kept(building.build("that traffic", nobody, 0, progress), model, version, source, by);
        });
    }

    private Reference kept(Building.Built built, Model model, ModelVersion version, String source, String by) {
        Reference reference = new Reference(
                model.name(), version.version(), source, clock.instant(), by, built.reference().profile(),
                built.reference().columns(), built.schema(), built.labelled(), built.remarks());
        record("reference.make", reference.model(), reference.version(), by,
                Map.of("source", source, "rows", Long.toString(reference.rows())), () -> store.save(reference));
        return reference;
    }

    private void record(
            String action, String model, int version, String by, Map<String, String> details, Runnable change) {
        audit.record(
                new AuditEvent(clock.instant(), by, action, ModelVersion.reference(model, version), details), change);
    }

    public Optional<Reference> find(String model, int version) {
        return store.find(model, version);
    }

    /** @throws Problem (NOT_FOUND) that says how to make one */
    public Reference get(String model, int version) {
        return find(model, version).orElseThrow(() -> none(model, version));
    }

    private static Problem none(String model, int version) {
        String name = ModelVersion.reference(model, version);
        return Problem.notFound(
                name + " has no reference",
                "Make one of its training data: understudy monitor reference " + name + " FILE");
    }

    /** @throws Problem (NOT_FOUND) */
    public void delete(String model, int version, String by) {
        if (find(model, version).isEmpty()) {
            throw none(model, version);
        }
        record("reference.delete", model, version, by, Map.of(), () -> store.delete(model, version));
    }

    /**
     * What data have to be like from now on.
     *
     * @throws Problem NOT_FOUND; INVALID for columns the reference has not got, and for numbers that are to be texts or texts
     *     that are to be numbers
     */
    public Reference edit(String model, int version, Schema schema, String by) {
        Reference reference = get(model, version);
        SchemaEdit edit = new SchemaEdit(reference, schema);
        edit.check();
        record("reference.edit", model, version, by, edit.changes(), () -> store.saveSchema(model, version, schema));
        return reference.with(schema);
    }

    /** Runs it on a thread of its own, and waits. */
    private <T> T apart(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        threads.newThread(task).start();
        try {
            return task.get();
        } catch (InterruptedException ended) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "making the reference was interrupted", "Make it again", ended);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
