package understudy.storage;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import understudy.comparison.Answers;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.journal.PredictionCodec;
import understudy.serving.Registry;

/**
 * An entry as rows: one for each prediction, the first of which holds the whole entry. Asks the registry once for each
 * model and version, so it is made anew for each batch. For one thread.
 */
final class PredictionRows {
    private final Registry registry;
    private final PredictionCodec codec = new PredictionCodec();
    private final Map<String, Optional<Model>> models = new HashMap<>();
    private final Map<String, Optional<Signature>> direct = new HashMap<>();
    private final Map<Signature, FeatureNames> names = new HashMap<>();

    PredictionRows(Registry registry) {
        this.registry = registry;
    }

    /** Where requests of an id are kept. */
    static LocalDate day(UUID request) {
        return LocalDate.ofInstant(RequestIds.timeOf(request), ZoneOffset.UTC);
    }

    Optional<Model> model(String name) {
        return models.computeIfAbsent(name, registry::model);
    }

    /** The signature that names the entry's inputs and outputs. */
    private Optional<Signature> signature(Prediction entry) {
        return entry.role() == Role.DIRECT
                ? direct.computeIfAbsent(
                        entry.model() + "@" + entry.version(),
                        any -> registry.version(entry.model(), entry.version()).map(version -> version.signature()))
                : model(entry.model()).map(Model::signature);
    }

    List<FeatureNames.Cell> cells(Prediction entry) {
        return signature(entry)
                .map(known -> names.computeIfAbsent(known, FeatureNames::new).cells(entry.inputs(), entry.rows()))
                .orElse(List.of());
    }

    /** @return bytes, about */
    long append(
            RowAppender out, long position, Prediction entry, List<FeatureNames.Cell> cells, Tail.Table table)
            throws SQLException {
        byte[] whole = codec.encode(entry);
        Answers said = Answers.of(signature(entry), entry.outcome(), entry.rows());
        Task task = model(entry.model()).map(Model::task).orElse(Task.OTHER);
        String segments = Segments.text(entry.segments());
        LocalDate day = day(entry.id());
        List<Optional<FeatureNames.Cell>> features = features(cells, table);
        for (int row = 0; row < entry.rows(); row++) {
            out.begin();
            out.add(position).add(entry.id().getMostSignificantBits()).add(entry.id()).add(row);
            out.add(entry.receivedAt()).add(entry.version()).add(entry.role().name()).add(entry.propensity());
            out.add(entry.key()).add(segments).add(said.score(task, row)).add(said.predicted(row));
            out.add(said.action(row)).add(said.error()).add(entry.latencyNanos()).add(entry.lineupRevision());
            out.add(entry.rows());
            if (row == 0) {
                out.add(whole);
            } else {
                out.nothing();
            }
            out.add(day).add(entry.principal());
            for (Optional<FeatureNames.Cell> feature : features) {
                feature(out, feature, row);
            }
            out.end();
        }
        return whole.length + (long) entry.rows() * (120 + 10L * features.size());
    }

    /** In the table's order. */
    private static List<Optional<FeatureNames.Cell>> features(List<FeatureNames.Cell> cells, Tail.Table table) {
        List<Optional<FeatureNames.Cell>> ordered = new ArrayList<>(table.features().size());
        if (table.inOrder(cells)) {
            cells.forEach(cell -> ordered.add(Optional.of(cell)));
            for (int i = cells.size(); i < table.features().size(); i++) {
                ordered.add(Optional.empty());
            }
            return ordered;
        }
        Map<String, FeatureNames.Cell> byColumn = new HashMap<>();
        cells.forEach(cell -> byColumn.put(cell.column(), cell));
        table.features().forEach(column -> ordered.add(Optional.ofNullable(byColumn.get(column))));
        return ordered;
    }

    private static void feature(RowAppender out, Optional<FeatureNames.Cell> cell, int row) throws SQLException {
        if (cell.isEmpty() || cell.get().tensor().isMissing(cell.get().index(row))) {
            out.nothing();
        } else if (cell.get().numeric()) {
            out.add(cell.get().tensor().number(cell.get().index(row)));
        } else {
            out.add(cell.get().tensor().text(cell.get().index(row)));
        }
    }
}
