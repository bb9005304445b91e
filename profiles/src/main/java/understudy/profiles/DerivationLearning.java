package understudy.profiles;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
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
    private final List<Integer> elements;
    private final VectorShape.Learning[] halves;
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
        List<Integer> found = elements(columns);
        boolean wide = found.size() >= Derivations.LEAST_ELEMENTS
                && VectorDerivation.names(found.size()).stream().noneMatch(names::contains);
        this.elements = wide ? found : List.of();
        this.halves = wide
                ? new VectorShape.Learning[] {new VectorShape.Learning(found.size()), new VectorShape.Learning(found.size())}
                : new VectorShape.Learning[0];
    }

    /** Places of f0, f1 and so on, up to the first gap. */
    private static List<Integer> elements(List<SourceColumn> columns) {
        List<Integer> elements = new ArrayList<>();
        int next = SourceColumn.indexOf(columns, "f0");
        while (next >= 0 && elements.size() < Derivations.MOST_ELEMENTS && columns.get(next).type() == ColumnType.NUMBER) {
            elements.add(next);
            String name = "f" + elements.size();
            boolean follows = next + 1 < columns.size() && columns.get(next + 1).name().equals(name);
            next = follows ? next + 1 : SourceColumn.indexOf(columns, name);
        }
        return elements;
    }

    /** Whether more rows would teach anything. */
    boolean isNeeded() {
        return !texts.isEmpty() || !elements.isEmpty();
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
        if (!elements.isEmpty()) {
            List<Optional<Cells>> cells = elements.stream().map(i -> Optional.of(batch.columns().get(i))).toList();
            double[] vector = new double[elements.size()];
            for (int row = 0; row < batch.rows(); row++) {
                if (VectorDerivation.take(cells, row, vector)) {
                    halves[VectorDerivation.half(rows + row)].add(vector);
                }
            }
        }
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
        if (!elements.isEmpty() && halves[0].rows() + halves[1].rows() >= LEAST_ROWS && halves[1].rows() > 0) {
            VectorShape shape = halves[0].shape();
            all.add(new VectorDerivation(shape, halves[1].shape(shape.components())));
        }
        return new Derivations(all);
    }
}
