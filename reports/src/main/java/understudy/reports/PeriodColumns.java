package understudy.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.api.ObservationView;
import understudy.api.WindowView;

/**
 * What the windows of a period have in their columns, added up one window at a time: memory is that of one window, however
 * many there are. For one thread.
 */
public final class PeriodColumns {
    private final Map<String, PeriodColumn> columns = new LinkedHashMap<>();
    private final List<ObservationView> ofWindows = new ArrayList<>();
    private long windows;

    /** Windows earliest first; of those that overlap only some, or rows count twice. */
    public void add(WindowView.Detail detail) {
        windows++;
        for (WindowView.Column column : detail.columns()) {
            columns.computeIfAbsent(column.name(), PeriodColumn::new).add(column);
        }
        for (ObservationView one : detail.observations()) {
            PeriodColumn column = columns.get(one.column());
            if (column != null) {
                column.add(one);
            } else if (!one.state().equals("fine")) {
                ofWindows.add(one);
            }
        }
    }

    long windows() {
        return windows;
    }

    Optional<PeriodColumn> find(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** What most is a person's business first, then what moved furthest. */
    List<PeriodColumn> all() {
        return columns.values().stream()
                .sorted(Comparator.comparingInt(PeriodColumn::rank)
                        .thenComparing(column -> column.moved().orElse(0.0))
                        .reversed())
                .toList();
    }

    /** What was seen of windows as a whole, and was not fine. */
    List<ObservationView> ofWindows() {
        return List.copyOf(ofWindows);
    }
}
