package understudy.profiles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One pass over a reference's rows that learns words and shapes. Not safe for several threads. */
final class DerivationLearning {
    /** So many values tell whether a category is prose. */
    private static final int LOOKED_AT = 1_000;

    /** An embedding of fewer rows says too little about its directions. */
    private static final long LEAST_ROWS = 100;

    private static final int MOST_TEXTS = 200;

    private final List<SourceColumn> columns;
    private final List<Text> texts = new ArrayList<>();
    private final List<Vector> vectors;
    private long rows;

    private static final class Text {
        private final int column;
        private final TypeGuess guess = new TypeGuess(ReadingOptions.DEFAULT);
        private final WordCounts counts = new WordCounts();
        private final boolean sure;
        private long looked;

        Text(int column, boolean sure) {
            this.column = column;
            this.sure = sure;
        }

        boolean isProse() {
            return sure ? looked > 0 : guess.isProse();
        }
    }

    private static final class Vector {
        private final VectorColumns elements;
        private final int[] places;
        private final double[] row;
        private final VectorShape.Learning[] halves;

        Vector(VectorColumns elements, List<SourceColumn> columns) {
            Map<String, Integer> byName = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                byName.put(columns.get(i).name(), i);
            }
            this.elements = elements;
            this.places = elements.names().stream().mapToInt(byName::get).toArray();
            this.row = new double[places.length];
            this.halves = new VectorShape.Learning[] {
                new VectorShape.Learning(places.length), new VectorShape.Learning(places.length)
            };
        }

        void add(Batch batch, long before) {
            List<Optional<Cells>> cells =
                    Arrays.stream(places).mapToObj(i -> Optional.of(batch.columns().get(i))).toList();
            for (int i = 0; i < batch.rows(); i++) {
                if (VectorDerivation.take(cells, i, row)) {
                    halves[VectorDerivation.half(before + i)].add(row);
                }
            }
        }

        Optional<VectorDerivation> learnt() {
            if (halves[0].rows() + halves[1].rows() < LEAST_ROWS || halves[1].rows() == 0) {
                return Optional.empty();
            }
            VectorShape shape = halves[0].shape();
            return Optional.of(new VectorDerivation(elements, shape, halves[1].shape(shape.components())));
        }
    }

    DerivationLearning(List<SourceColumn> columns, Set<String> taken) {
        this.columns = columns;
        Set<String> names = new HashSet<>(taken);
        columns.forEach(column -> names.add(column.name()));
        for (int i = 0; i < columns.size(); i++) {
            SourceColumn column = columns.get(i);
            boolean free = TextDerivation.names(column.name()).stream().noneMatch(names::contains);
            if (column.type().isText() && !column.name().startsWith("@") && free && texts.size() < MOST_TEXTS) {
                texts.add(new Text(i, column.type() == ColumnType.TEXT));
            }
        }
        this.vectors = VectorColumns.among(columns).stream()
                .filter(elements -> VectorDerivation.names(elements).stream().noneMatch(names::contains))
                .map(elements -> new Vector(elements, columns))
                .toList();
    }

    /** Whether more rows would teach anything. */
    boolean isNeeded() {
        return !texts.isEmpty() || !vectors.isEmpty();
    }

    void add(Batch batch) {
        Words words = new Words();
        for (Iterator<Text> some = texts.iterator(); some.hasNext(); ) {
            Text text = some.next();
            add(text, batch, words);
            boolean looked = text.looked >= LOOKED_AT || rows + batch.rows() >= LOOKED_AT;
            if (!text.sure && looked && !text.guess.isProse()) {
                some.remove();
            }
        }
        vectors.forEach(vector -> vector.add(batch, rows));
        rows += batch.rows();
    }

    private static void add(Text text, Batch batch, Words words) {
        if (!(batch.columns().get(text.column) instanceof Cells.Texts cells)) {
            return;
        }
        for (int row = 0; row < cells.rows(); row++) {
            if (cells.states()[row] == Cells.PRESENT) {
                int from = cells.offsets()[row];
                int to = cells.offsets()[row + 1];
                if (!text.sure && text.looked < LOOKED_AT) {
                    text.guess.add(cells.bytes(), from, to);
                }
                text.looked++;
                words.read(cells.bytes(), from, to);
                for (int word = 0; word < words.count(); word++) {
                    text.counts.add(words.hash(word));
                }
            }
        }
    }

    Derivations learnt() {
        List<Derivation> all = new ArrayList<>();
        texts.stream()
                .filter(Text::isProse)
                .forEach(text -> all.add(new TextDerivation(columns.get(text.column).name(), text.counts.vocabulary())));
        vectors.forEach(vector -> vector.learnt().ifPresent(all::add));
        return new Derivations(all);
    }
}
