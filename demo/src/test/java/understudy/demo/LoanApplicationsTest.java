package understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoanApplicationsTest {
    private static final List<LoanApplication> PEOPLE = draw(7, 20_000);

    @Test
    void the_same_seed_brings_the_same_people() {
        assertThat(draw(7, 500)).isEqualTo(PEOPLE.subList(0, 500));
        assertThat(draw(8, 500)).isNotEqualTo(PEOPLE.subList(0, 500));
    }

    @Test
    void every_application_has_its_own_number() {
        assertThat(PEOPLE.stream().map(LoanApplication::number).distinct()).hasSize(PEOPLE.size());
    }

    @Test
    void about_one_in_seven_does_not_pay_back() {
        assertThat(share(LoanApplication::defaults)).isBetween(0.11, 0.17);
    }

    @Test
    void what_happens_follows_the_true_probability() {
        double expected = PEOPLE.stream().mapToDouble(LoanApplication::defaultProbability).average().orElseThrow();
        assertThat(share(LoanApplication::defaults)).isBetween(expected - 0.01, expected + 0.01);
    }

    @Test
    void what_may_be_missing_is_missing_now_and_then() {
        assertThat(share(person -> person.income().isEmpty())).isBetween(0.04, 0.12);
        assertThat(share(person -> person.employment().isEmpty())).isBetween(0.02, 0.04);
        assertThat(share(person -> person.utilisation().isEmpty())).isBetween(0.08, 0.2);
        assertThat(PEOPLE).allMatch(person -> person.utilisation().isEmpty() == person.pastDelinquencies().isEmpty());
    }

    @Test
    void a_missing_value_is_no_feature() {
        LoanApplication silent = PEOPLE.stream().filter(person -> person.income().isEmpty()).findFirst().orElseThrow();
        assertThat(silent.features()).doesNotContainKey("income").containsKeys("age", "amount", "purpose");
    }

    @Test
    void values_stay_in_their_ranges() {
        assertThat(PEOPLE).allSatisfy(person -> {
            assertThat(person.age()).isBetween(18.0, 84.0);
            assertThat(person.amount()).isGreaterThanOrEqualTo(500);
            assertThat(person.term()).isBetween(12.0, 72.0);
            assertThat(person.monthsAtBank()).isBetween(0.0, 12 * (person.age() - 17));
        });
    }

    @Test
    void the_night_belongs_to_the_web() {
        LoanApplications applications = new LoanApplications(3, "L");
        List<String> night = Stream.generate(() -> applications.next(0)).limit(2_000).map(LoanApplication::channel).toList();
        assertThat(night.stream().filter("online"::equals).count()).isGreaterThan(1_500);
    }

    private static List<LoanApplication> draw(long seed, int count) {
        LoanApplications applications = new LoanApplications(seed, "L");
        return Stream.generate(applications::next).limit(count).toList();
    }

    private static double share(Predicate<LoanApplication> of) {
        return PEOPLE.stream().filter(of).count() / (double) PEOPLE.size();
    }
}
