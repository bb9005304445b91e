package understudy.performance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.profiles.Window;
import understudy.references.ReferenceStore;

/**
 * Windows with their counts: those whose rows and labels are still as many and as old as when they were counted are taken
 * as they were kept, the others are counted again and kept. So a label that comes late, or is corrected, changes its window
 * in the next look, and a process that dies in between has lost nothing. Keep its calls on platform threads. Safe for many
 * threads.
 */
final class WindowBook {
    private static final int MOST_WINDOWS = 2_000;
    private static final int MOST_PARTED = 400;
    /** As many are in memory together. */
    private static final int TOGETHER = 64;

    private static final int PARTED_TOGETHER = 4;

    private final Models models;
    private final AnsweredRows rows;
    private final ReferenceStore references;
    private final PerformanceStore store;

    WindowBook(Models models, AnsweredRows rows, ReferenceStore references, PerformanceStore store) {
        this.models = models;
        this.rows = rows;
        this.references = references;
        this.store = store;
    }

    /** @param from where a window begins @param remarks gets a sentence for what is wrong with rows */
    record Look(
            Model model,
            WindowSize size,
            Optional<Segmentation> segment,
            Optional<AnsweredRows.Slice> slice,
            Instant from,
            Instant to,
            List<String> remarks) {
        AnsweredRows.Stretch stretch(long begin, long end) {
            return new AnsweredRows.Stretch(
                    model.name(), OptionalInt.empty(), Instant.ofEpochMilli(begin), Instant.ofEpochMilli(end), slice);
        }
    }

    /** What a version is measured with now. */
    Terms terms(Model model, int version) {
        return Terms.of(model, models.version(model.name(), version), references.find(model.name(), version));
    }

    /** Shows every window that has rows, earliest first, in bounded memory. @throws Problem TOO_LARGE for too many */
    void read(Look look, Consumer<WindowSums> each) {
        Look resolved = resolved(look);
        IntFunction<Estimator> estimators = estimators(look.model());
        if (!look.size().isByTime()) {
            pass(resolved, look.from().toEpochMilli(), look.to().toEpochMilli(), estimators).values().forEach(each);
            return;
        }
        List<Window> windows = look.size().windows().between(look.from().toEpochMilli(), look.to().toEpochMilli());
        int most = look.segment().isPresent() ? MOST_PARTED : MOST_WINDOWS;
        if (windows.size() > most) {
            throw new Problem(
                    Problem.Code.TOO_LARGE, "window: " + windows.size() + " of one " + look.size().text()
                            + " lie between from and to (expected: at most " + most + ")",
                    "Ask for a shorter time or longer windows");
        }
        int together = together(look);
        for (int at = 0; at < windows.size(); at += together) {
            part(resolved, windows.subList(at, Math.min(at + together, windows.size())), estimators).values().forEach(each);
        }
    }

    private static int together(Look look) {
        int together = look.segment().isPresent() ? PARTED_TOGETHER : TOGETHER;
        return look.model().task() == Task.MULTICLASS ? Math.max(1, together / PARTED_TOGETHER) : together;
    }

    private IntFunction<Estimator> estimators(Model model) {
        Map<Integer, Estimator> fitted = new TreeMap<>();
        return version -> fitted.computeIfAbsent(version, each -> Estimator.of(terms(model, each)));
    }

    /** A slice is written as people name columns. */
    private Look resolved(Look look) {
        if (look.slice().isEmpty()) {
            return look;
        }
        AnsweredRows.Slice asked = look.slice().get();
        AnsweredRows.Stretch any = AnsweredRows.Stretch.of(look.model().name(), look.from(), look.to());
        try (RowSource source = rows.open(any, AnsweredRows.Labels.NONE)) {
            String column = Segmentation.resolved("slice", asked.column(), source.columns());
            return new Look(
                    look.model(), look.size(), look.segment(), Optional.of(new AnsweredRows.Slice(column, asked.value())),
                    look.from(), look.to(), look.remarks());
        }
    }

    private TreeMap<Long, WindowSums> part(Look look, List<Window> windows, IntFunction<Estimator> estimators) {
        long begin = windows.getFirst().from();
        long end = windows.getLast().to();
        if (look.slice().isPresent()) {
            return pass(look, begin, end, estimators);
        }
        Map<Long, String> now = madeOf(look, begin, end);
        TreeMap<Long, WindowSums> found = new TreeMap<>();
        long keptSince = rows.keptSince().toEpochMilli();
        for (PerformanceStore.Kept kept : store.find(
                look.model().name(), look.size().text(), view(look), Instant.ofEpochMilli(begin),
                Instant.ofEpochMilli(end))) {
            long from = kept.from().toEpochMilli();
            if (from < keptSince || kept.of().equals(now.get(from))) {
                Window window = look.size().windows().of(from).getFirst();
                WindowSums.read(window, look.model().task(), kept.sums()).ifPresent(sums -> found.put(from, sums));
            }
        }
        List<Window> changed = windows.stream()
                .filter(window -> now.containsKey(window.from()) && !found.containsKey(window.from()))
                .toList();
        count(look, changed, now, estimators, found);
        return found;
    }

    /** Counts windows anew, those next to each other in one pass, and keeps them. */
    private void count(
            Look look,
            List<Window> windows,
            Map<Long, String> madeOf,
            IntFunction<Estimator> estimators,
            Map<Long, WindowSums> into) {
        int at = 0;
        while (at < windows.size()) {
            int end = at + 1;
            while (end < windows.size() && windows.get(end).from() == windows.get(end - 1).to()) {
                end++;
            }
            TreeMap<Long, WindowSums> counted =
                    pass(look, windows.get(at).from(), windows.get(end - 1).to(), estimators);
            // counts of rows and labels were taken before the rows were read: what came since makes them differ again
            store.save(counted.values().stream()
                    .map(sums -> new PerformanceStore.Kept(
                            look.model().name(), look.size().text(), view(look), Instant.ofEpochMilli(sums.window().from()),
                            Instant.ofEpochMilli(sums.window().to()), madeOf.getOrDefault(sums.window().from(), ""),
                            sums.bytes()))
                    .toList());
            into.putAll(counted);
            at = end;
        }
    }

    private TreeMap<Long, WindowSums> pass(Look look, long begin, long end, IntFunction<Estimator> estimators) {
        Pass pass = new Pass(look.model(), look.size(), look.segment(), estimators, look.remarks());
        try (RowSource source = rows.open(look.stretch(begin, end), AnsweredRows.Labels.NOW)) {
            return pass.read(source);
        }
    }

    private static String view(Look look) {
        return look.segment().map(segment -> "segment=" + segment.text()).orElse("");
    }

    /** By window: how many rows and labels it has, since when, and by what it is measured. */
    private Map<Long, String> madeOf(Look look, long begin, long end) {
        TreeMap<Long, TreeMap<Integer, long[]>> counts = new TreeMap<>();
        for (AnsweredRows.Volume volume : rows.volumes(
                look.model().name(), Instant.ofEpochMilli(begin), Instant.ofEpochMilli(end), look.size().step())) {
            long window = look.size().windows().of(volume.from().toEpochMilli()).getFirst().from();
            long[] count = counts.computeIfAbsent(window, from -> new TreeMap<>())
                    .computeIfAbsent(volume.version(), version -> new long[4]);
            count[0] += volume.rows();
            count[1] += volume.errors();
            count[2] += volume.labelled();
            count[3] = Math.max(count[3], volume.labelsThrough().map(Instant::toEpochMilli).orElse(0L));
        }
        Map<Integer, String> terms = new TreeMap<>();
        Map<Long, String> madeOf = new TreeMap<>();
        counts.forEach((window, versions) -> {
            List<String> parts = new ArrayList<>();
            versions.forEach((version, count) -> parts.add(
                    terms.computeIfAbsent(version, each -> terms(look.model(), each).of()) + ":" + count[0] + ","
                            + count[1] + ","
                            + count[2] + "," + count[3]));
            madeOf.put(window, String.join(";", parts));
        });
        return madeOf;
    }
}
