package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.core.Problem;

class DataProfileTest {
    private static final List<SourceColumn> COLUMNS = List.of(
            new SourceColumn("x", ColumnType.NUMBER),
            new SourceColumn("kind", ColumnType.CATEGORY),
            new SourceColumn("at", ColumnType.TIME));
    private static final Roles ROLES = new Roles(Optional.of("at"), Optional.of("x"), Optional.of("kind"));

    private static Batch batch(int seed, int rows) {
        Random random = new Random(seed);
        return Batch.of(
                Cells.Numbers.of(random.doubles(rows).toArray()),
                Cells.Texts.of(IntStream.range(0, rows).mapToObj(i -> "k" + random.nextInt(3_000)).toArray(String[]::new)),
                Cells.Integers.of(LongStream.range(0, rows).map(i -> 1_000L * i).toArray()));
    }

    private static DataProfile profile(int seed, int rows) {
        DataProfile profile = DataProfile.of(COLUMNS, ROLES, Map.of(), seed);
        profile.add(batch(seed, rows));
        return profile;
    }

    @Test
    void its_bytes_hold_all_of_it() {
        DataProfile profile = profile(1, 20_000);
        byte[] bytes = profile.toBytes();
        DataProfile read = DataProfile.of(bytes);
        assertThat(read.toBytes()).isEqualTo(bytes);
        assertThat(read.rows()).isEqualTo(20_000);
        assertThat(read.roles()).isEqualTo(ROLES);
        assertThat(read.to()).contains(Instant.ofEpochSecond(19_999));
        assertThat(read.column("x").quantile(0.5)).isEqualTo(profile.column("x").quantile(0.5));
        assertThat(read.column("kind").top(20)).isEqualTo(profile.column("kind").top(20));
        read.merge(profile(2, 100));
        assertThat(read.rows()).isEqualTo(20_100);
        assertThat(read.sample().rows()).isEqualTo(RowSample.MOST);
    }

    @Test
    void profiles_of_two_processes_merge_to_that_of_one_within_the_error_of_sketches() {
        int rows = 40_000;
        Random random = new Random(3);
        double[] numbers = random.doubles(rows).toArray();
        String[] kinds = IntStream.range(0, rows).mapToObj(i -> "k" + (int) (5_000 * Math.pow(random.nextDouble(), 4)))
                .toArray(String[]::new);
        DataProfile one = DataProfile.of(COLUMNS, ROLES, Map.of(), 1);
        List<DataProfile> two = List.of(
                DataProfile.of(COLUMNS, ROLES, Map.of(), 2), DataProfile.of(COLUMNS, ROLES, Map.of(), 3));
        for (int from = 0; from < rows; from += 1_000) {
            Batch some = Batch.of(
                    Cells.Numbers.of(Arrays.copyOfRange(numbers, from, from + 1_000)),
                    Cells.Texts.of(Arrays.copyOfRange(kinds, from, from + 1_000)),
                    Cells.Integers.of(LongStream.range(from, from + 1_000).toArray()));
            one.add(some);
            two.get(from / 1_000 % 2).add(some);
        }
        DataProfile merged = DataProfile.of(two.getFirst().toBytes());
        merged.merge(DataProfile.of(two.getLast().toBytes()));

        assertThat(merged.rows()).isEqualTo(one.rows());
        assertThat(merged.to()).isEqualTo(one.to());
        ColumnProfile x = merged.column("x");
        assertThat(x.mean()).isCloseTo(one.column("x").mean(), within(1e-12));
        assertThat(x.spread()).isCloseTo(one.column("x").spread(), within(1e-12));
        assertThat(x.least()).isEqualTo(one.column("x").least());
        double[] sorted = Arrays.stream(numbers).sorted().toArray();
        for (double rank = 0.05; rank < 1; rank += 0.05) {
            // twice the sketch's error of a rank at 99 %, since nineteen are asked for, and coins are flipped
            assertThat(x.quantile(rank)).isCloseTo(sorted[(int) (rank * rows)], within(2 * 0.0036));
        }
        assertThat(merged.column("kind").distinct()).isCloseTo(one.column("kind").distinct(), withinPercentage(4));
        assertThat(merged.column("kind").top(5)).hasSize(5).allSatisfy(top -> assertThat(
                        Arrays.stream(kinds).filter(top.value()::equals).count())
                .isBetween(top.count(), top.count() + top.error()));
    }

    @Test
    void damaged_or_later_bytes_are_refused_with_a_sentence() {
        byte[] bytes = profile(1, 500).toBytes();
        assertThatThrownBy(() -> DataProfile.of(new byte[3])).isInstanceOf(Problem.class);
        for (int cut = 4; cut < bytes.length; cut += 97) {
            byte[] part = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> DataProfile.of(part)).isInstanceOf(Problem.class).hasMessageContaining("profile");
        }
        byte[] later = bytes.clone();
        later[5] = 9;
        assertThatThrownBy(() -> DataProfile.of(later)).hasMessageContaining("form 9");
    }

    @Test
    void a_role_that_no_column_can_play_is_refused() {
        Roles roles = new Roles(Optional.of("when"), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> DataProfile.of(COLUMNS, roles, Map.of(), 1)).hasMessageContaining("time: when");
        Roles wrong = new Roles(Optional.of("kind"), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> DataProfile.of(COLUMNS, wrong, Map.of(), 1)).hasMessageContaining("type time");
    }

    @Test
    void a_reference_read_twice_has_exact_shares_of_its_own_bins() {
        StringBuilder text = new StringBuilder("x,kind\n");
        double[] values = new Random(9).doubles(30_000).map(value -> Math.round(value * 1e6) / 1e6).toArray();
        for (int i = 0; i < values.length; i++) {
            text.append(values[i]).append(",k").append(i % 7).append('\n');
        }
        Profiling.Reference reference =
                Profiling.reference(() -> Sources.csv(text.toString()), Roles.NONE, 1, bytes -> {});
        ColumnReference x = reference.column("x");
        assertThat(x.error()).isZero();
        assertThat(x.counts()).hasSize(10);
        for (int bin = 0; bin < 10; bin++) {
            double low = bin == 0 ? -1 : x.edges()[bin - 1];
            double high = bin == 9 ? 2 : x.edges()[bin];
            assertThat(x.counts()[bin]).isEqualTo(
                    Arrays.stream(values).filter(value -> value > low && value <= high).count());
        }
        assertThat(x.meanRank(x.counts())).isEqualTo(0.5, within(1e-12));
        assertThat(reference.column("kind").categories()).hasSize(7);
    }

    @Test
    void a_column_that_never_changes_has_bins_below_at_and_above() {
        ColumnReference constant = ColumnReference.drawn(Sources.profile(Sources.csv("x\n5\n5\n5\n")).column("x"));
        assertThat(constant.counts()).containsExactly(0, 3, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NUMBER", "CATEGORY", "TEXT"})
    void hundred_and_fifty_columns_of_values_without_end_stay_within_fifteen_megabytes(ColumnType type) {
        List<SourceColumn> columns =
                IntStream.range(0, 150).mapToObj(i -> new SourceColumn("c" + i, type)).toList();
        Random random = new Random(1);
        System.gc();
        long before = used();
        DataProfile profile = DataProfile.of(columns, Roles.NONE, Map.of(), 1);
        for (int round = 0; round < 20; round++) {
            Cells cells = type == ColumnType.NUMBER
                    ? Cells.Numbers.of(random.doubles(1_700).toArray())
                    : Cells.Texts.of(IntStream.range(0, 1_700)
                            .mapToObj(i -> "an identifier of fifty to sixty bytes, as some are: " + random.nextInt())
                            .toArray(String[]::new));
            profile.add(new Batch(1_700, IntStream.range(0, 150).mapToObj(i -> cells).toList()));
        }
        System.gc();
        double megabytes = (used() - before) / 1e6;
        System.out.printf("150 columns, %s: %.1f MB, stored %.1f MB%n", type, megabytes, profile.toBytes().length / 1e6);
        assertThat(profile.rows()).isEqualTo(34_000);
        assertThat(megabytes).isBetween(2.0, 15.0);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
