package understudy.storage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything there is to read at one moment: files, and tables of what is not in files yet. Never changed. */
final class Holdings {
    /** @param name of the DuckDB table, which has the kind's columns, those of features, and {@code day} */
    record TailTable(String name, Kind kind, String model) {}

    private final List<ParquetFile> files;
    private final List<TailTable> tails;
    private final Map<Kind, Map<String, NavigableMap<LocalDate, List<ParquetFile>>>> index = new EnumMap<>(Kind.class);

    Holdings(Collection<ParquetFile> files, Collection<TailTable> tails) {
        this.files = files.stream().sorted(Comparator.comparingLong(ParquetFile::from)).toList();
        this.tails = List.copyOf(tails);
        for (ParquetFile file : this.files) {
            index.computeIfAbsent(file.kind(), kind -> new TreeMap<>())
                    .computeIfAbsent(file.model(), model -> new TreeMap<>())
                    .computeIfAbsent(file.day(), day -> new ArrayList<>())
                    .add(file);
        }
    }

    List<ParquetFile> files() {
        return files;
    }

    List<TailTable> tails() {
        return tails;
    }

    NavigableSet<String> models() {
        NavigableSet<String> models = new TreeSet<>(index.getOrDefault(Kind.PREDICTIONS, Map.of()).keySet());
        tails.stream().filter(tail -> tail.kind() == Kind.PREDICTIONS).forEach(tail -> models.add(tail.model()));
        return models;
    }

    /** The files of each day, oldest day first. */
    NavigableMap<LocalDate, List<ParquetFile>> days(Kind kind, String model) {
        return index.getOrDefault(kind, Map.of()).getOrDefault(model, new TreeMap<>());
    }

    List<ParquetFile> all(Kind kind, String model) {
        return days(kind, model).values().stream().flatMap(List::stream).toList();
    }

    /**
     * The files of a model from the newest day to the oldest in portions of 1, 2, 4, … days: who looks for the newest
     * few rarely needs more than the first, who needs all opens few portions.
     */
    List<Portion> newestFirst(Kind kind, String model, LocalDate from, LocalDate to) {
        List<Portion> portions = new ArrayList<>();
        List<LocalDate> days = from.isAfter(to)
                ? List.of()
                : List.copyOf(days(kind, model).subMap(from, true, to, true).descendingKeySet());
        int size = 1;
        for (int begin = 0; begin < days.size(); begin += size / 2) {
            List<LocalDate> some = days.subList(begin, Math.min(days.size(), begin + size));
            portions.add(new Portion(
                    some.getLast(), some.getFirst(),
                    some.stream().flatMap(day -> files(kind, model, day).stream()).toList()));
            size *= 2;
        }
        return portions;
    }

    List<ParquetFile> files(Kind kind, String model, LocalDate day) {
        return days(kind, model).getOrDefault(day, List.of());
    }

    /** The files of some days, both ends inclusive. */
    record Portion(LocalDate first, LocalDate last, List<ParquetFile> files) {}

    Optional<TailTable> tail(Kind kind, String model) {
        return tails.stream().filter(tail -> tail.kind() == kind && tail.model().equals(model)).findFirst();
    }

    Holdings withTail(TailTable added) {
        List<TailTable> now = new ArrayList<>(tails);
        now.add(added);
        return new Holdings(files, now);
    }

    Holdings written(Collection<ParquetFile> added, Collection<TailTable> gone) {
        List<ParquetFile> filesNow = new ArrayList<>(files);
        filesNow.addAll(added);
        List<TailTable> tailsNow = new ArrayList<>(tails);
        tailsNow.removeAll(gone);
        return new Holdings(filesNow, tailsNow);
    }

    Holdings replaced(Collection<ParquetFile> gone, Optional<ParquetFile> by) {
        List<ParquetFile> now = new ArrayList<>(files);
        now.removeAll(gone);
        by.ifPresent(now::add);
        return new Holdings(now, tails);
    }
}
