package understudy.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import understudy.core.Fact;
import understudy.core.PredictionId;
import understudy.journal.LogReader;
import understudy.serving.Registry;

/** Facts on their way into the tail. Labels are held until the end: what they are about is looked up for all at once. */
final class FactBatch implements Batch<Fact> {
    private final PredictionRows models;
    private final FactRows rows = new FactRows();
    private final List<LogReader.Entry<Fact.Label>> labels = new ArrayList<>();
    private final DuckDBConnection connection;
    private final Tail tail;
    private final Shelf shelf;
    private final AtomicLong orphans;
    private final Appenders appenders;

    /** @param orphans counts labels whose key names no prediction */
    FactBatch(DuckDBConnection connection, Tail tail, Registry registry, Shelf shelf, AtomicLong orphans) {
        this.models = new PredictionRows(registry);
        this.connection = connection;
        this.tail = tail;
        this.shelf = shelf;
        this.orphans = orphans;
        this.appenders = new Appenders(connection);
    }

    @Override
    public void put(LogReader.Entry<Fact> entry) throws SQLException {
        long position = entry.position();
        long written = 1;
        switch (entry.value()) {
            case Fact.ShadowAnswers block -> written = rows.append(
                    to(Kind.SHADOW_ANSWERS, block.model()), position, block, models.model(block.model()));
            case Fact.Label label -> labels.add(new LogReader.Entry<>(position, entry.next(), label));
            case Fact.Override override -> rows.append(to(Kind.OVERRIDES, ""), position, override);
            case Fact.Gap gap -> rows.append(to(Kind.GAPS, ""), position, gap);
            case Fact.Notice _ -> written = 0;
        }
        tail.grew(written, entry.next() - position);
    }

    private RowAppender to(Kind kind, String model) throws SQLException {
        return appenders.of(tail.table(connection, kind, model));
    }

    @Override
    public void finish() throws SQLException {
        if (labels.isEmpty()) {
            return;
        }
        Map<Integer, LabelTargets.Meant> meant = meant();
        for (int i = 0; i < labels.size(); i++) {
            Optional<LabelTargets.Meant> target = Optional.ofNullable(meant.get(i));
            rows.append(to(Kind.LABELS, ""), labels.get(i).position(), labels.get(i).value(), target);
        }
        orphans.addAndGet(labels.size() - meant.size());
    }

    /** What each label is about, by its place; labels whose key names nothing are left out. */
    private Map<Integer, LabelTargets.Meant> meant() throws SQLException {
        Map<Integer, LabelTargets.Meant> meant = new HashMap<>();
        Map<String, Map<Integer, LabelTargets.Asked>> keys = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            Fact.Label label = labels.get(i).value();
            if (label.prediction().isPresent()) {
                PredictionId id = label.prediction().get();
                meant.put(i, new LabelTargets.Meant(id.request(), id.row(), label.model()));
            } else if (label.key().isPresent()) {
                keys.computeIfAbsent(label.model(), model -> new HashMap<>())
                        .put(i, new LabelTargets.Asked(label.key().get(), label.at()));
            }
        }
        try (Shelf.Lease lease = shelf.lease()) {
            LabelTargets targets = new LabelTargets(connection, lease.holdings());
            for (Map.Entry<String, Map<Integer, LabelTargets.Asked>> each : keys.entrySet()) {
                meant.putAll(targets.byKey(each.getKey(), each.getValue()));
            }
        }
        return meant;
    }

    @Override
    public void close() throws SQLException {
        appenders.close();
    }
}
