package understudy.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Texts of invented languages whose words are as unevenly frequent as those of real ones. */
final class Prose {
    private static final int WORDS = 30_000;

    private final String consonants;
    private final String vowels;
    private final int words;

    Prose(String consonants, String vowels, int words) {
        this.consonants = consonants;
        this.vowels = vowels;
        this.words = words;
    }

    static final Prose NORTHERN = new Prose("bdfghklmnprstvw", "aeiou", WORDS);
    static final Prose SOUTHERN = new Prose("βγδζθκλμνξπρστφχψ", "αεηιοω", WORDS);

    /** The same word for the same rank, always. */
    String word(int rank) {
        SplittableRandom random = new SplittableRandom(rank * 7_919L + consonants.length());
        StringBuilder word = new StringBuilder();
        int syllables = 1 + Math.min(4, (int) (Math.log10(rank + 1.0) + random.nextDouble()));
        for (int i = 0; i < syllables; i++) {
            word.append(consonants.charAt(random.nextInt(consonants.length())));
            word.append(vowels.charAt(random.nextInt(vowels.length())));
        }
        return word.append(consonants.charAt(random.nextInt(consonants.length()))).toString();
    }

    /** Five to thirty words, each of a frequency inverse to its rank. */
    String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int count = 5 + random.nextInt(26);
        for (int i = 0; i < count; i++) {
            int rank = (int) Math.exp(random.nextDouble() * Math.log(words));
            text.append(i == 0 ? "" : " ").append(word(rank));
        }
        if (random.nextInt(3) > 0) {
            text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
        }
        return text.append(random.nextInt(10) == 0 ? " 4711." : ".").toString();
    }

    List<String> texts(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(text(random));
        }
        return texts;
    }

    /** A column of texts, in batches of a thousand rows. */
    static Supplier<RowSource> column(String name, ColumnType type, List<String> texts) {
        return rows(List.of(new SourceColumn(name, type)), texts.size(), (from, to) ->
                new Batch(to - from, List.of(Cells.Texts.of(texts.subList(from, to).toArray(String[]::new)))));
    }

    /** Makes some of the rows. */
    interface Batches {
        Batch of(int from, int to);
    }

    static Supplier<RowSource> rows(List<SourceColumn> columns, int rows, Batches batches) {
        return () -> new RowSource() {
            private int next;

            @Override
            public List<SourceColumn> columns() {
                return columns;
            }

            @Override
            public Optional<Batch> next() {
                if (next >= rows) {
                    return Optional.empty();
                }
                int from = next;
                next = Math.min(rows, from + 1_000);
                return Optional.of(batches.of(from, next));
            }

            @Override
            public long bytesRead() {
                return next;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
