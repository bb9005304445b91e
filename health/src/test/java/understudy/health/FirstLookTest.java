package understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import understudy.alerting.Alert;
import understudy.core.Fact;

class FirstLookTest {
    private final Scene scene = Scene.quiet();

    @Test
    void nothing_open_says_what_was_checked_and_what_is_not_known() {
        FirstLook look = scene.look();
        assertThat(look.needed()).isFalse();
        assertThat(look.text()).isEqualTo("Nothing needs you: no alert of loan is open. Checked: availability 100, data 100,"
                + " drift 100, lag 100 of 100. Not known yet: performance.");
    }

    @Test
    void a_changed_unit_is_told_with_its_size_what_the_makers_wrote_and_whom_to_call() {
        scene.card = "{\"features\": {\"income\": {\"description\": \"Net, in euros a month, from the payroll feed\"}}}";
        scene.alert(
                "data.units", Fact.Severity.CRITICAL, new Alert.State.Open(), Instant.parse("2026-03-24T14:00:00Z"),
                "Ask its source", Scene.seen(
                        "income", "", "income looks as if it came in another unit: 100 times; it is 420,000 on average, in the"
                                + " reference 4,200"));
        assertThat(scene.look().text()).isEqualTo("Look first at income of loan: a critical alert is open since Tue 24 Mar 14:00"
                + " UTC. Income looks as if it came in another unit: 100 times; it is 420,000 on average, in the reference 4,200."
                + " Most likely its source began to send another unit, such as cents instead of euros. Its makers say of income:"
                + " \"Net, in euros a month, from the payroll feed.\" What to do: Ask its source. Call ann, who owns it.");
    }

    @Test
    void a_drift_of_a_segment_on_a_weekend_points_to_the_calendar() {
        scene.owner = "";
        scene.card = "{\"limitations\": [\"Not for businesses\"]}";
        scene.alert(
                "data.drift", Fact.Severity.WARNING, new Alert.State.Open(), Instant.parse("2026-03-21T02:00:00Z"), "",
                Scene.seen("age", "region=north", "age moved down since Sat 21 Mar 02:00 UTC: by about 0.8 standard deviations"),
                Scene.seen("income", "region=north", "income moved"));
        assertThat(scene.look().text()).isEqualTo("Look first at age of loan: a warning alert is open since Sat 21 Mar 02:00 UTC. In"
                + " region=north only: age moved down since Sat 21 Mar 02:00 UTC: by about 0.8 standard deviations. Also affected:"
                + " income. It began on a weekend, so look at the calendar first: holidays and campaigns bring other callers. Its"
                + " makers warn: \"Not for businesses.\" Nobody is named as the owner of loan.");
    }

    @Test
    void what_nobody_has_in_hand_goes_first_and_the_rest_is_counted() {
        scene.alert(
                "data.missing", Fact.Severity.CRITICAL, new Alert.State.Acknowledged("bob", Scene.NOON), Scene.ELEVEN, "",
                Scene.seen("income", "", "income is missing in 40 % of rows instead of 2 %"));
        scene.alert(
                "data.unseen", Fact.Severity.WARNING, new Alert.State.Open(), Scene.ELEVEN, "",
                Scene.seen("purpose", "", "12 % of purpose's values are not in the reference, such as boat"));
        assertThat(scene.look().text()).isEqualTo("Look first at purpose of loan: a warning alert is open since Wed 25 Mar 11:00 UTC."
                + " 12 % of purpose's values are not in the reference, such as boat. Most likely there is a new category, or another"
                + " spelling of an old one. Call ann, who owns it. One more alert is open.");
    }

    @Test
    void a_poor_part_is_told_where_no_alert_is() {
        scene.errors = 40;
        FirstLook look = scene.look();
        assertThat(look.needed()).isTrue();
        assertThat(look.text()).isEqualTo("No alert is open, but the availability of loan is poor: 4 % of 1,000 requests in the last"
                + " window got no answer; 0 % is 100 points, 5 % is none. Call ann, who owns it.");
    }

    @Test
    void however_much_was_written_the_paragraph_is_bounded_and_one_line() {
        scene.card = "{\"features\": {\"age\": \"" + "very long ".repeat(500) + "\"}}";
        scene.alert(
                "data.drift", Fact.Severity.CRITICAL, new Alert.State.Open(), Scene.ELEVEN, "do\nthis ".repeat(300),
                Scene.seen("age", "", "moved ".repeat(1_000)));
        assertThat(scene.look().text()).hasSizeLessThan(FirstLook.LONGEST).doesNotContain("\n");
    }
}
