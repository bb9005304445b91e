package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TableTest {
    private static final Ink PLAIN = new Ink(false);

    @Test
    void texts_stand_left_and_numbers_right() {
        Table table = new Table("name", "rows", "size").row("a", 7, "1.5 KiB").row("long name", "1,234", "12 B");
        assertThat(table.text(PLAIN, 80)).isEqualTo(
                """
                NAME        ROWS     SIZE
                a              7  1.5 KiB
                long name  1,234     12 B
                """);
    }

    @Test
    void a_narrow_screen_cuts_the_widest_column_but_never_the_first() {
        Table table = new Table("id", "remark").row("0196a1b2-0000-7000-8000-000000000001.0", "x".repeat(90));
        assertThat(table.text(PLAIN, 60).lines()).allMatch(line -> line.length() <= 60).last()
                .isEqualTo("0196a1b2-0000-7000-8000-000000000001.0  xxxxxxxxxxxxxxxxxxx…");
        assertThat(table.text(PLAIN, Integer.MAX_VALUE)).contains("x".repeat(90));
    }

    @Test
    void what_somebody_sent_cannot_draw_on_the_screen() {
        String text = new Table("key").row("a\u001b[2Jb\nc").text(PLAIN, 80);
        assertThat(text).isEqualTo("KEY\na [2Jb c\n");
    }

    @Test
    void colour_does_not_move_columns() {
        Ink ink = new Ink(true);
        Table table = new Table("role", "version").row("champion", "@1").painted("role", ink::good).row("x", "@2");
        assertThat(table.text(ink, 80).replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(table.text(PLAIN, 80)
                .replaceAll("\u001b\\[[0-9]+m", ""));
        assertThat(table.text(ink, 80)).contains("\u001b[32mchampion\u001b[0m  @1");
    }

    @Test
    void shares_are_percents_or_fractions() {
        assertThat(Share.parse("10%").value()).isEqualTo(0.1);
        assertThat(Share.parse("0.25").value()).isEqualTo(0.25);
        assertThat(Share.percent(0.125)).isEqualTo("12.5%");
        for (String wrong : new String[] {"0", "0%", "101%", "1.5", "-1%", "x", "NaN", "%"}) {
            assertThatThrownBy(() -> Share.parse(wrong)).as(wrong).isInstanceOf(TypeConversionException.class);
        }
    }

    @Test
    void times_are_dates_times_or_how_long_ago() {
        Instant now = Instant.parse("2026-05-10T12:00:00Z");
        assertThat(Moment.parse("--from", "2h", now)).isEqualTo("2026-05-10T10:00:00Z");
        assertThat(Moment.parse("--from", "PT90M", now)).isEqualTo("2026-05-10T10:30:00Z");
        assertThat(Moment.parse("--from", "2026-05-01", now)).isEqualTo("2026-05-01T00:00:00Z");
        assertThat(Moment.parse("--from", "2026-05-01T02:00:00+02:00", now)).isEqualTo("2026-05-01T00:00:00Z");
        assertThat(Moment.parse("--from", "now", now)).isEqualTo(now);
        for (String wrong : new String[] {"", "tomorrow", "2026-13-01", "5y", "P1X", "2026-05-01T25:00:00Z"}) {
            assertThatThrownBy(() -> Moment.parse("--from", wrong, now)).as(wrong).isInstanceOf(Refusal.class);
        }
        assertThat(Moment.shown(Duration.ofDays(30))).isEqualTo("30 d");
        assertThat(Moment.shown(Duration.ofMinutes(90))).isEqualTo("90 min");
        assertThat(Moment.seconds(7_300)).isEqualTo("2 h");
    }

    @Test
    void a_version_is_a_name_and_a_number() {
        assertThat(VersionReference.parse("loan.v-2@13")).isEqualTo(new VersionReference("loan.v-2", 13));
        for (String wrong : new String[] {"loan", "loan@", "loan@0", "@1", "loan@x", "loan@1@2", "a/b@1"}) {
            assertThatThrownBy(() -> VersionReference.parse(wrong)).as(wrong).isInstanceOf(TypeConversionException.class);
        }
    }
}
