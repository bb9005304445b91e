package understudy.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.core.DecisionRule;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

class PerformancesTest {
    private final Bench bench = Bench.binary(
            new SourceColumn(AnsweredRows.SEGMENT + "region", ColumnType.CATEGORY),
            new SourceColumn("age", ColumnType.NUMBER));
    private final SplittableRandom random = new SplittableRandom(5);

    @AfterEach
    void close() {
        bench.close();
    }

    /** So many answers a day whose scores are right; labels half a day later. */
    private void traffic(int days, int perDay) {
        for (int day = 0; day < days; day++) {
            for (int i = 0; i < perDay; i++) {
                double score = 0.02 + 0.96 * random.nextDouble();
                bench.labelled(day + (double) i / perDay, score, random.nextDouble() < score ? 1 : 0, 0.5);
            }
        }
    }

    @Test
    void a_window_says_what_its_labels_say() {
        // scores .9 .8 .4 .3, truth 1 0 1 0: two of four right, three of four pairs in order
        double[][] rows = {{0.9, 1}, {0.8, 0}, {0.4, 1}, {0.3, 0}};
        for (int i = 0; i < 40; i++) {
            bench.labelled(0.01 * i, rows[i % 4][0], rows[i % 4][1], 0.25);
        }

        Performance.Measured day = bench.days(1).windows().getFirst();

        assertThat(day.state()).isEqualTo(Performance.State.MATURE);
        assertThat(day.rows()).isEqualTo(40);
        assertThat(day.labelled()).isEqualTo(40);
        assertThat(day.figure(Measure.ACCURACY).realised().value()).isEqualTo(0.5);
        assertThat(day.figure(Measure.AUC).realised().value()).isEqualTo(0.75);
        assertThat(day.figure(Measure.PRECISION).realised().value()).isEqualTo(0.5);
        assertThat(day.figure(Measure.BRIER).realised().value())
                .isCloseTo((0.01 + 0.64 + 0.36 + 0.09) / 4, within(1e-12));
        assertThat(day.figure(Measure.BIAS).realised().value()).isCloseTo(0.1, within(1e-12));
        assertThat(day.figure(Measure.ACCURACY).realised().low()).isLessThan(0.5);
        // truth alternates: the label of the row before is always wrong
        assertThat(day.figure(Measure.ACCURACY).lastLabel()).isZero();
        assertThat(day.loss().orElseThrow().mean()).isCloseTo(0.275, within(1e-12));
        assertThat(day.loss().orElseThrow().rows()).isEqualTo(40);
    }

    @Test
    void decisions_are_judged_at_the_threshold_of_the_version() {
        bench.decision = Optional.of(new DecisionRule.Threshold(0.35, "reject", "accept"));
        double[][] rows = {{0.9, 1}, {0.8, 0}, {0.4, 1}, {0.3, 0}};
        for (int i = 0; i < 40; i++) {
            bench.labelled(0.01 * i, rows[i % 4][0], rows[i % 4][1], 0.25);
        }

        Performance.Measured day = bench.days(1).windows().getFirst();

        assertThat(day.figure(Measure.RECALL).realised().value()).isEqualTo(1);
        assertThat(day.figure(Measure.ACCURACY).realised().value()).isEqualTo(0.75);
        assertThat(day.figure(Measure.SELECTION_RATE).realised().value()).isEqualTo(0.75);
    }

    @Test
    void the_share_of_positives_of_the_day_before_is_the_naive_answer() {
        for (int i = 0; i < 100; i++) {
            bench.labelled(0.005 * i, 0.5, i < 25 ? 1 : 0, 0.1);
            bench.labelled(1 + 0.005 * i, 0.5, i < 50 ? 1 : 0, 0.1);
        }

        List<Performance.Measured> days = bench.days(2).windows();

        assertThat(days.getFirst().figure(Measure.BRIER).constant()).isNaN();
        assertThat(days.get(1).figure(Measure.BRIER).constant()).isCloseTo(0.5 * 0.0625 + 0.5 * 0.5625, within(1e-12));
        assertThat(days.get(1).figure(Measure.ACCURACY).constant()).isEqualTo(0.5);
    }

    @Test
    void the_version_that_answered_before_stands_beside() {
        for (int i = 0; i < 100; i++) {
            bench.labelled(0.005 * i, i % 2 == 0 ? 0.9 : 0.1, 1 - i % 2, 0.1);
            bench.rows.add(Bench.at(1 + 0.005 * i), 2, new HashMap<>(Map.of(AnsweredRows.SCORE, 0.4)))
                    .labelled((double) (i % 2), Bench.at(1.8));
        }

        Performance.Measured second = bench.days(2).windows().get(1);

        assertThat(second.version()).isEqualTo(2);
        assertThat(second.figure(Measure.ACCURACY).versionBefore().value()).isEqualTo(1);
        assertThat(second.figure(Measure.ACCURACY).realised().value()).isEqualTo(0.5);
    }

    @Test
    void labels_that_were_brought_with_their_rows_count_and_say_nothing_of_how_long_labels_take() {
        for (int day = 0; day < 30; day++) {
            for (int i = 0; i < 50; i++) {
                double at = day + i / 100.0;
                boolean brought = day < 20;
                if (brought || at + 6 <= 29) {
                    bench.answer(at, 0.7).labelled(1.0, Bench.at(brought ? at : at + 6));
                } else {
                    bench.answer(at, 0.7);
                }
            }
        }
        bench.now = Bench.at(29.6);

        Performance all = bench.days(30);

        assertThat(all.windows().subList(0, 20)).allMatch(window -> window.state() == Performance.State.MATURE);
        assertThat(all.windows().get(25).state()).isEqualTo(Performance.State.NOT_ENOUGH_YET);
        assertThat(all.labelling().mostBy().orElseThrow()).isBetween(Duration.ofDays(5), Duration.ofDays(7));
        assertThat(all.labelling().sentence()).matches("Labels came together with 1,000 answers of .*, which says nothing of how "
                + "long they take\\. .* % of the others get a label as far as was watched; half of those come within 6 days.*");
    }

    @Test
    void a_past_of_brought_labels_alone_is_counted_once_however_often_somebody_looks() {
        for (int day = 0; day < 10; day++) {
            for (int i = 0; i < 50; i++) {
                bench.answer(day + i / 100.0, 0.7).labelled(1.0, Bench.at(day + i / 100.0));
            }
        }
        bench.now = Bench.at(12);
        for (int look = 0; look < 3; look++) {
            assertThat(bench.days(10).labelling().sentence()).isEqualTo("Labels came together with 500 answers of "
                    + bench.days(10).question().model() + ", which says nothing of how long they take; windows count after 2 days, "
                    + "as its owners said");
        }
    }

    @Test
    void young_windows_are_not_enough_yet_rather_than_fine() {
        for (int day = 0; day < 30; day++) {
            for (int i = 0; i < 50; i++) {
                MemoryRows.Answer answer = bench.answer(day + i / 100.0, 0.7);
                double lag = 1 + 6 * random.nextDouble();
                if (day + lag <= 29) {
                    answer.labelled(1.0, Bench.at(day + i / 100.0 + lag));
                }
            }
        }
        bench.now = Bench.at(29.6);

        Performance all = bench.days(30);

        assertThat(all.windows().get(10).state()).isEqualTo(Performance.State.MATURE);
        Performance.Measured young = all.windows().get(26);
        assertThat(young.state()).isEqualTo(Performance.State.NOT_ENOUGH_YET);
        assertThat(young.maturity().orElseThrow()).isBetween(0.1, 0.6);
        assertThat(young.sentence()).startsWith("not enough yet: windows of its age have ")
                .contains("it counts from 2026-0");
        assertThat(all.windows().get(29).labelled()).isZero();
        assertThat(all.windows().get(29).state()).isEqualTo(Performance.State.NOT_ENOUGH_YET);
        assertThat(all.labelling().mostBy().orElseThrow()).isBetween(Duration.ofDays(6), Duration.ofDays(7));
        assertThat(all.labelling().waited()).isBetween(Duration.ofDays(6), Duration.ofDays(8));
        assertThat(all.labelling().sentence()).contains("95 % within 7 days")
                .contains("longer than the 2 days its owners said");
    }

    @Test
    void a_corrected_label_changes_a_mature_window_in_the_next_look_and_nothing_else_is_read_again() {
        traffic(20, 100);
        double before = bench.days(20).windows().get(7).figure(Measure.ACCURACY).realised().value();
        assertThat(bench.rows.rowsRead).isEqualTo(2000);

        bench.rows.rowsRead = 0;
        assertThat(bench.days(20).windows().get(7).figure(Measure.ACCURACY).realised().value()).isEqualTo(before);
        assertThat(bench.rows.rowsRead).isZero();

        MemoryRows.Answer wrong = bench.rows.answers.get(705);
        wrong.labelled(1 - (Double) wrong.label.orElseThrow(), Bench.at(25));

        Performance.Measured corrected = bench.days(20).windows().get(7);

        assertThat(Math.abs(corrected.figure(Measure.ACCURACY).realised().value() - before)).isCloseTo(0.01, within(1e-9));
        assertThat(bench.rows.rowsRead).isEqualTo(100);
    }

    @Test
    void what_was_kept_says_the_same_as_what_is_counted_now() {
        traffic(5, 200);
        reference(2000);
        Performance counted = bench.days(5);

        assertThat(bench.days(5)).isEqualTo(counted);
        assertThat(bench.kept).hasSize(5);

        bench.kept.clear();

        assertThat(bench.days(5)).isEqualTo(counted);
    }

    @Test
    void damage_to_what_was_kept_costs_a_pass_and_no_number() {
        traffic(2, 100);
        Performance whole = bench.days(2);
        bench.kept.replaceAll((key, kept) -> new PerformanceStore.Kept(
                kept.model(), kept.size(), kept.view(), kept.from(), kept.to(), kept.of(), new byte[] {1, 0, 0, 0, 9}));

        assertThat(bench.days(2)).isEqualTo(whole);
    }

    @Test
    void windows_whose_rows_are_gone_are_still_known() {
        traffic(3, 100);
        Performance whole = bench.days(3);
        bench.rows.answers.removeIf(answer -> answer.at.isBefore(Bench.at(2)));
        bench.rows.keptSince = Bench.at(2);

        assertThat(bench.days(3).windows()).isEqualTo(whole.windows());
    }

    @Test
    void groups_are_told_apart_and_tiny_ones_are_said_to_be_too_small() {
        for (int i = 0; i < 300; i++) {
            boolean north = i % 100 < 95;
            bench.rows.add(
                            Bench.at(0.003 * i), 1,
                            new HashMap<>(Map.of(
                                    AnsweredRows.SCORE, north ? 0.9 : 0.2, "age", 20.0 + i % 50,
                                    AnsweredRows.SEGMENT + "region", north ? "north" : "south")))
                    .labelled(1.0, Bench.at(1));
        }

        Performance byRegion = segmented("region");
        Performance byAge = segmented("age:25,40,60");

        assertThat(byRegion.windows()).extracting(Performance.Measured::group).containsExactly("north", "south");
        assertThat(byRegion.windows().get(0).figure(Measure.ACCURACY).realised().value()).isEqualTo(1);
        assertThat(byRegion.windows().get(1).figure(Measure.ACCURACY).realised().value()).isZero();
        assertThat(byRegion.windows().get(1).state()).isEqualTo(Performance.State.TOO_SMALL);
        assertThat(byRegion.windows().get(1).sentence()).isEqualTo("too small: 15 labels (expected: 30 or more)");
        assertThat(byAge.windows()).extracting(Performance.Measured::group)
                .containsExactly("25 to below 40", "40 to below 60", "below 25", "from 60");
        assertThat(byAge.windows()).extracting(Performance.Measured::rows).containsExactly(90L, 120L, 30L, 60L);
        assertThatThrownBy(() -> segmented("colour"))
                .isInstanceOf(Problem.class)
                .hasMessage("segment: there is no segment or feature 'colour' among the answers. There are [region, age]");
    }

    @Test
    void a_slice_leaves_all_others_out() {
        for (int i = 0; i < 100; i++) {
            bench.rows.add(
                            Bench.at(0.003 * i), 1,
                            new HashMap<>(Map.of(
                                    AnsweredRows.SCORE, i % 2 == 0 ? 0.9 : 0.2,
                                    AnsweredRows.SEGMENT + "region", i % 2 == 0 ? "north" : "south")))
                    .labelled(1.0, Bench.at(1));
        }

        Performance south = bench.performances().of(new Question(
                Bench.NAME, OptionalInt.empty(), WindowSize.DAY, Bench.at(0), Bench.at(1), Optional.empty(),
                Optional.of("region=south")));

        assertThat(south.windows()).hasSize(1);
        assertThat(south.windows().getFirst().rows()).isEqualTo(50);
        assertThat(south.windows().getFirst().figure(Measure.ACCURACY).realised().value()).isZero();
    }

    @Test
    void labels_of_one_kind_leave_the_curve_unknown() {
        for (int i = 0; i < 100; i++) {
            bench.labelled(0.003 * i, 0.3, 0, 0.1);
        }

        Performance.Measured day = bench.days(1).windows().getFirst();

        assertThat(day.figure(Measure.AUC).realised().isKnown()).isFalse();
        assertThat(day.figure(Measure.RECALL).realised().isKnown()).isFalse();
        assertThat(day.figure(Measure.ACCURACY).realised().value()).isEqualTo(1);
    }

    @Test
    void answers_whose_labels_never_came_say_so() {
        for (int i = 0; i < 100; i++) {
            bench.answer(0.003 * i, 0.3);
        }

        Performance all = bench.days(1);

        assertThat(all.windows().getFirst().state()).isEqualTo(Performance.State.NO_LABELS);
        assertThat(all.windows().getFirst().figure(Measure.BRIER).realised().isKnown()).isFalse();
        assertThat(all.labelling().sentence()).isEqualTo(
                "No label of loan has come yet, so nobody knows how long they take; windows count after 2 days, as its"
                        + " owners said");
        assertThat(all.remarks())
                .containsExactly("No estimate: loan@1 has no reference; give one of labelled rows it was not"
                + " trained on: understudy monitor reference loan@1 FILE --score PROBABILITY --label TRUTH");
    }

    @Test
    void a_score_that_is_no_probability_is_named_and_left_out() {
        for (int i = 0; i < 100; i++) {
            bench.labelled(0.003 * i, i == 40 ? 1.7 : 0.3, 0, 0.1);
        }

        Performance all = bench.days(1);

        assertThat(all.windows().getFirst().labelled()).isEqualTo(99);
        assertThat(all.windows().getFirst().unscored()).isEqualTo(1);
        assertThat(all.remarks().getFirst()).startsWith(
                "loan@1 answered at 2026-03-02T02:52:48Z with a score of 1.7, which is no probability (expected: 0 to 1)");
    }

    @Test
    void windows_by_count_hold_so_many_rows() {
        traffic(2, 100);

        Performance all = bench.performances()
                .of(Question.of(Bench.NAME, WindowSize.parse("count:80"), Bench.at(0), Bench.at(2)));

        assertThat(all.windows()).extracting(Performance.Measured::rows).containsExactly(80L, 80L, 40L);
        assertThat(bench.kept).isEmpty();
    }

    @Test
    void detectors_get_mature_windows_that_count_up_by_one() {
        traffic(10, 100);
        bench.now = Bench.at(10.1);

        List<LossWindow> losses = bench.performances().losses(Bench.NAME, 1, WindowSize.DAY, Bench.at(0), Bench.at(10));

        assertThat(losses).hasSizeBetween(8, 9);
        assertThat(losses.get(1).ordinal()).isEqualTo(losses.get(0).ordinal() + 1);
        assertThat(losses.getFirst().mean()).isBetween(0.1, 0.25);
        assertThat(losses.getFirst().variance()).isPositive();
    }

    private Performance segmented(String segment) {
        return bench.performances().of(new Question(
                Bench.NAME, OptionalInt.empty(), WindowSize.DAY, Bench.at(0), Bench.at(1), Optional.of(segment),
                Optional.empty()));
    }

    private void reference(int rows) {
        double[] scores = new double[rows];
        double[] labels = new double[rows];
        for (int i = 0; i < rows; i++) {
            scores[i] = 0.02 + 0.96 * random.nextDouble();
            labels[i] = random.nextDouble() < scores[i] ? 1 : 0;
        }
        bench.reference(1, Map.of(), scores, labels);
    }

    @Test
    void a_reference_without_the_threshold_of_the_version_is_used_by_its_rows() {
        reference(1500);
        bench.decision = Optional.of(new DecisionRule.Threshold(0.3, "reject", "accept"));
        traffic(3, 400);

        Performance.Measured day = bench.days(3).windows().getFirst();

        assertThat(day.method()).hasValue("CBPE");
        assertThat(day.figure(Measure.RECALL).estimated().contains(day.figure(Measure.RECALL).realised().value())).isTrue();
    }
}
