package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;

class SchemaTest {
    private static final String HEADER = "id,at,low,high,both,city,country,always,score\n";
    private static final List<String> CITIES = List.of("Graz", "Wien", "Rom", "Oslo");
    private static final List<String> COUNTRIES = List.of("AT", "AT", "IT", "NO");

    private static String rows(int from, int to) {
        Random random = new Random(from);
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = from; i < to; i++) {
            int low = random.nextInt(100);
            int high = low + random.nextInt(40);
            int city = random.nextInt(4);
            text.append("c").append(i).append(",2026-01-01T00:00:").append(10 + i % 50).append("Z,");
            text.append(low).append(',').append(high).append(',').append(low + high).append(',');
            text.append(CITIES.get(city)).append(',').append(COUNTRIES.get(city)).append(",yes,");
            text.append(i % 10 == 0 ? "" : Double.toString(random.nextDouble())).append('\n');
        }
        return text.toString();
    }

    private static Schema schema() {
        return Schema.inferred(Sources.profile(Sources.csv(rows(0, 2_000))));
    }

    private static QualityReport check(String text) {
        Schema schema = schema();
        return SchemaCheck.check(schema, Sources.csv(text, ReadingOptions.DEFAULT.withTypes(schema.types())));
    }

    @Test
    void types_keys_constants_ranges_and_the_time_are_inferred() {
        Schema schema = schema();
        assertThat(schema.timeColumn()).contains("at");
        assertThat(schema.columns().get(0).key()).isTrue();
        assertThat(schema.columns().get(2).least()).contains(0.0);
        assertThat(schema.columns().get(5).categories().orElseThrow()).containsExactlyInAnyOrderElementsOf(CITIES);
        assertThat(schema.columns().get(7).constant()).isTrue();
        assertThat(schema.columns().get(8).key()).isFalse();
        assertThat(schema.columns().get(8).missing()).isEqualTo(0.1, within(1e-12));
    }

    @Test
    void relations_are_found_and_those_of_chance_are_not() {
        assertThat(schema().relations()).extracting(found -> found.relation().text()).containsExactlyInAnyOrder(
                "low <= high", "low <= both", "high <= both", "low + high = both", "city determines country");
        assertThat(schema().relations()).allMatch(found -> found.rows() >= 1_000);
    }

    @Test
    void its_yaml_reads_back_as_the_same_schema() {
        Schema schema = schema();
        assertThat(SchemaText.read(SchemaText.write(schema))).isEqualTo(schema);
        assertThat(SchemaText.write(schema)).contains("- name: city", "  key: true");
    }

    @Test
    void categories_that_look_like_numbers_or_truths_stay_texts_in_yaml() {
        Schema schema = Schema.inferred(Sources.profile(Sources.csv(
                "c\n1\ntrue\nno\n~\n1e3\n2026-01-01\nx: y\n#\n' '\n1\ntrue\n")));
        assertThat(SchemaText.read(SchemaText.write(schema))).isEqualTo(schema);
    }

    @Test
    void yaml_with_a_mistake_is_refused_where_it_is() {
        assertThatThrownBy(() -> SchemaText.read("columns: [")).isInstanceOf(Problem.class).hasMessageContaining("line");
        assertThatThrownBy(() -> SchemaText.read("")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SchemaText.read("colums: []")).hasMessageContaining("colums");
        assertThatThrownBy(() -> SchemaText.read("columns: [{name: a, type: int}]")).hasMessageContaining("column 'a': int");
        assertThatThrownBy(() -> SchemaText.read("columns: [{name: a, type: number, min: 3, max: 1}]"))
                .hasMessageContaining("max of column 'a'");
        assertThatThrownBy(() -> SchemaText.read("columns: [{name: a, type: number}]\nrelations: [{at_most: [a, b]}]"))
                .hasMessageContaining("b");
    }

    @Test
    void data_like_the_reference_have_nothing_wrong() {
        QualityReport report = check(rows(5_000, 6_000));
        for (QualityReport.ColumnQuality column : report.columns()) {
            assertThat(column.unseen() + column.wrongType() + column.duplicates() + column.stale())
                    .as(column.column())
                    .isZero();
            assertThat(column.turnedConstant()).isFalse();
            assertThat(column.missingProbability()).isGreaterThan(0.01);
            assertThat(column.outOfRangeProbability()).isGreaterThan(0.01);
        }
        assertThat(report.relations()).allMatch(relation -> relation.broken() == 0 && relation.rows() > 0);
    }

    @Test
    void each_kind_of_damage_is_counted_in_its_column() {
        QualityReport report = check(HEADER + """
                a,2026-01-01T00:00:00Z,500,20,30,Graz,AT,yes,0.5
                a,2026-01-01T00:00:00Z,10,20,31,Paris,FR,no,x
                b,2026-01-01T00:00:00Z,10,20,30,Graz,IT,yes,
                c,2026-01-01T00:00:00Z,10,20,30,,AT,yes,0.5
                """);
        assertThat(report.column("id").duplicates()).isEqualTo(1);
        assertThat(report.column("low").outOfRange()).isEqualTo(1);
        assertThat(report.column("city").unseen()).isEqualTo(1);
        assertThat(report.column("city").missing()).isEqualTo(1);
        assertThat(report.column("city").unseenExamples()).containsExactly("Paris");
        assertThat(report.column("always").unseen()).isEqualTo(1);
        assertThat(report.column("score").wrongType()).isEqualTo(1);
        assertThat(report.column("score").missing()).isEqualTo(1);
        assertThat(report.column("high").turnedConstant()).isTrue();
        assertThat(report.relations()).extracting(relation -> relation.relation().text() + " " + relation.broken())
                .containsExactlyInAnyOrder(
                        "low <= high 1",
                        "low <= both 1",
                        "high <= both 0",
                        "low + high = both 2",
                        "city determines country 1");
    }

    @Test
    void a_value_that_stands_still_is_stale() {
        String still = rows(0, 100).lines().skip(1).map(line -> line.substring(0, line.lastIndexOf(',')) + ",0.25")
                .reduce(HEADER, (all, line) -> all + line + "\n");
        assertThat(check(still).column("score").stale()).isEqualTo(100);
        assertThat(check(rows(0, 100)).column("score").stale()).isZero();
    }

    @Test
    void another_type_is_wrong_and_an_absent_column_is_named() {
        Schema schema = schema();
        String numbers = HEADER + "a,2026-01-01T00:00:00Z,1,2,3,7,8,9,0.5\n";
        assertThat(SchemaCheck.check(schema, Sources.csv(numbers)).column("city").wrongType()).isEqualTo(1);
        assertThatThrownBy(() -> SchemaCheck.check(schema, Sources.csv("id,low\na,1\n")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("at, high, both, city, country] and 2 more");
    }

    @Test
    void one_missing_value_after_none_in_five_thousand_is_no_wonder() {
        // SciPy 1.17.1, betabinom(n, hits + 0.5, rows - hits + 0.5).sf(k - 1); the smallest by summing in logarithms,
        // as SciPy's own tail is 1 minus a sum there
        assertThat(ExpectedRate.atLeast(0, 1_000, 0, 5_000)).isEqualTo(1);
        assertThat(ExpectedRate.atLeast(1, 1_000, 0, 5_000)).isEqualTo(0.08712526719287483, within(1e-9));
        assertThat(ExpectedRate.atLeast(3, 50, 4, 60)).isEqualTo(0.6384576784404515, within(1e-9));
        assertThat(ExpectedRate.atLeast(20, 1_000, 0, 5_000)).isEqualTo(3.182269820e-17, within(1e-22));
        assertThat(ExpectedRate.atLeast(1, 1, 0, 0)).isEqualTo(0.5, within(1e-12));
    }
}
