package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Chunks of 89 rows of the reference and 41 of the analysis, against what NannyML says of them. */
class TitanicTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "none"), "nannyml-titanic");
    /** The expected files have six digits. */
    private static final Offset<Double> SIX_DIGITS = within(5.1e-7);

    private final Schema reference = reference();

    @Test
    void missing_rates_of_every_column_and_chunk_are_those_expected() throws IOException {
        compare("missing_value_rates.csv", QualityReport.ColumnQuality::missingRate, 10);
    }

    @Test
    void shares_of_unseen_categories_of_every_chunk_are_those_expected() throws IOException {
        compare("unseen_value_counts.csv", QualityReport.ColumnQuality::unseenRate, 4);
    }

    private interface Rate {
        double of(QualityReport.ColumnQuality quality);
    }

    private void compare(String file, Rate rate, int leastColumns) throws IOException {
        List<QualityReport> reports = new ArrayList<>(reports("titanic_reference.csv", 89));
        reports.addAll(reports("titanic_analysis.csv", 41));
        List<String> lines = Files.readAllLines(CASES.resolve("expected").resolve(file));
        List<String> names = List.of(lines.getFirst().split(",", -1));
        assertThat(reports).hasSize(lines.size() - 1);
        int compared = 0;
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column).replaceAll("\\.value$", "");
            if (names.get(column).endsWith(".value")) {
                compared++;
                for (int chunk = 0; chunk < reports.size(); chunk++) {
                    double expected = Double.parseDouble(lines.get(chunk + 1).split(",", -1)[column]);
                    assertThat(rate.of(reports.get(chunk).column(name)))
                            .as("%s of chunk %d", name, chunk)
                            .isEqualTo(expected, SIX_DIGITS);
                }
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(leastColumns);
    }

    private List<QualityReport> reports(String file, int size) {
        List<QualityReport> reports = new ArrayList<>();
        try (RowSource source = open(file)) {
            Batch batch = source.next().orElseThrow();
            for (int from = 0; from < batch.rows(); from += size) {
                SchemaCheck check = new SchemaCheck(reference, source.columns());
                check.add(Sources.rows(batch, from, Math.min(batch.rows(), from + size)));
                reports.add(check.report());
            }
        }
        return reports;
    }

    private RowSource open(String file) {
        List<String> present = file.contains("analysis") ? List.of() : List.of("Survived");
        Map<String, ColumnType> types = new HashMap<>(reference.types());
        present.forEach(name -> types.put(name, ColumnType.NUMBER));
        return Sources.csv(CASES.resolve(file), ReadingOptions.DEFAULT.withTypes(types));
    }

    private static Schema reference() {
        try (RowSource source = Sources.csv(CASES.resolve("titanic_reference.csv"), ReadingOptions.DEFAULT)) {
            Schema whole = Schema.inferred(Sources.profile(source));
            List<ColumnSchema> features = whole.columns().stream()
                    .filter(column -> !column.name().equals("Survived"))
                    .toList();
            return new Schema(whole.rows(), whole.timeColumn(), features, List.of());
        }
    }
}
