package understudy.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Fact;

class NoticeLogTest {
    @TempDir
    Path directory;

    @Test
    void notices_have_the_positions_they_have_among_the_facts_over_segments_and_restarts() {
        List<Long> told = new ArrayList<>();
        try (Journal journal = open()) {
            for (int round = 0; round < 400; round++) {
                for (Fact fact : Samples.everyKindOfFact()) {
                    long position = fact instanceof Fact.Notice notice
                            ? journal.notices().append(notice)
                            : journal.facts().append(fact);
                    if (fact instanceof Fact.Notice) {
                        told.add(position);
                    }
                }
            }
            assertThat(positions(journal.notices(), 0)).isEqualTo(told);
        }
        try (Journal journal = open()) {
            assertThat(positions(journal.notices(), told.get(300))).isEqualTo(told.subList(300, told.size()));
        }
    }

    @Test
    void a_reader_of_notices_stands_behind_what_it_passed_over() {
        try (Journal journal = open(); LogReader<Fact.Notice> reader = journal.notices().read(journal.facts().end())) {
            journal.facts().append(Samples.everyKindOfFact().getFirst());

            assertThat(reader.next(Duration.ZERO)).isEmpty();

            assertThat(reader.position()).isEqualTo(journal.facts().end());
        }
    }

    private Journal open() {
        return Journal.open(
                directory, Samples.SMALL, InstantSource.fixed(Samples.TIME), Thread.ofPlatform().daemon().factory());
    }

    private static List<Long> positions(Log<Fact.Notice> log, long from) {
        List<Long> positions = new ArrayList<>();
        try (LogReader<Fact.Notice> reader = log.read(from)) {
            Optional<LogReader.Entry<Fact.Notice>> entry = reader.next(Duration.ZERO);
            while (entry.isPresent()) {
                positions.add(entry.get().position());
                entry = reader.next(Duration.ZERO);
            }
        }
        return positions;
    }
}
