package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a text that people wrote looks like: characters, mean length of its words, share of its words that the reference has,
 * shares of capitals, of digits and of signs among its characters. A row without a text has none of them, one without a word
 * nothing about words. Immutable.
 */
final class TextDerivation implements Derivation {
    static final String KNOWN = "known words";

    private static final List<String> KINDS = List.of("characters", "word length", KNOWN, "capitals", "digits", "signs");

    private final String column;
    private final Vocabulary vocabulary;
    private final List<String> names;

    TextDerivation(String column, Vocabulary vocabulary) {
        this.column = column;
        this.vocabulary = vocabulary;
        this.names = names(column);
    }

    static List<String> names(String column) {
        return KINDS.stream().map(kind -> Derivations.name(column, kind)).toList();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public List<String> origins() {
        return List.of(column);
    }

    @Override
    public String origin() {
        return column;
    }

    @Override
    public List<Cells> cells(
            List<Optional<Cells>> columns, int rows, boolean ofReference, long before, NewWords unknown) {
        Words words = new Words();
        List<Made> made = new ArrayList<>();
        KINDS.forEach(kind -> made.add(new Made(rows)));
        if (columns.getFirst().isPresent() && columns.getFirst().get() instanceof Cells.Texts texts) {
            for (int row = 0; row < rows; row++) {
                if (texts.states()[row] == Cells.PRESENT) {
                    words.read(texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1]);
                    made.get(0).set(row, words.characters());
                    made.get(1).set(row, words.inWords() / (double) words.count());
                    double known = ofReference ? knownToOthers(words) : known(words, texts.bytes(), unknown);
                    made.get(2).set(row, known / words.count());
                    made.get(3).set(row, words.capitals() / (double) words.characters());
                    made.get(4).set(row, words.digits() / (double) words.characters());
                    made.get(5).set(row, words.signs() / (double) words.characters());
                }
            }
        }
        return made.stream().map(Made::cells).toList();
    }

    private int known(Words words, byte[] bytes, NewWords unknown) {
        int known = 0;
        for (int word = 0; word < words.count(); word++) {
            if (vocabulary.knows(words.hash(word))) {
                known++;
            } else {
                unknown.add(column, bytes, words.start(word), words.end(word));
            }
        }
        return known;
    }

    /** A text that taught words is asked as if it had not: else training would know more of its words than any traffic. */
    private int knownToOthers(Words words) {
        long[] sorted = words.sorted();
        int known = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            known += vocabulary.knowsWithout(sorted[from], to - from) ? to - from : 0;
            from = to;
        }
        return known;
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(column);
        vocabulary.write(out);
    }

    static TextDerivation read(DataInput in) throws IOException {
        return new TextDerivation(in.readUTF(), Vocabulary.read(in));
    }
}
