package understudy.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.core.AuditEvent;
import understudy.core.Problem;

class AuditLogTest {
    private final KeptLinks store = new KeptLinks();
    private final AuditLog audit = new AuditLog(store);

    @Test
    void an_untouched_chain_is_whole() {
        recordEvents(2_500);

        AuditLog.Verification verification = audit.verify();

        assertThat(verification.broken()).isZero();
        assertThat(verification.links()).isEqualTo(2_500);
        assertThat(verification.lastHash()).isEqualTo(store.links.getLast().hash());
    }

    @Test
    void an_empty_chain_is_whole() {
        assertThat(audit.verify()).isEqualTo(new AuditLog.Verification(0, 0, "", "0".repeat(64)));
    }

    @Test
    void a_changed_link_is_found_and_named() {
        recordEvents(10);
        AuditLink seventh = store.links.get(6);
        store.links.set(6, new AuditLink(7, event("eve", 7), seventh.previous(), seventh.hash()));

        assertThat(audit.verify().broken()).isEqualTo(7);
        assertThat(audit.verify().finding()).isEqualTo("the contents of link 7 do not give its hash");
    }

    @Test
    void a_changed_link_with_a_fitting_hash_breaks_the_one_after_it() {
        recordEvents(10);
        store.links.set(6, AuditLink.after(Optional.of(store.links.get(5)), event("eve", 7)));

        assertThat(audit.verify().broken()).isEqualTo(8);
    }

    @Test
    void a_link_removed_from_the_middle_is_found_where_it_is_missing() {
        recordEvents(10);
        store.links.remove(4);

        assertThat(audit.verify().broken()).isEqualTo(6);
        assertThat(audit.verify().finding()).isEqualTo("link 6 stands where link 5 should");
    }

    @Test
    void links_that_changed_places_are_found() {
        recordEvents(10);
        AuditLink third = store.links.get(2);
        AuditLink fourth = store.links.get(3);
        store.links.set(2, new AuditLink(3, fourth.event(), third.previous(), third.hash()));
        store.links.set(3, new AuditLink(4, third.event(), fourth.previous(), fourth.hash()));

        assertThat(audit.verify().broken()).isEqualTo(3);
    }

    @Test
    void a_removed_first_link_is_found() {
        recordEvents(3);
        store.links.removeFirst();

        assertThat(audit.verify().broken()).isEqualTo(2);
    }

    @Test
    void a_removed_tail_shows_in_the_number_of_links_and_the_last_hash() {
        recordEvents(5);
        AuditLog.Verification noted = audit.verify();
        store.links.removeLast();

        assertThat(audit.verify().broken()).isZero();
        assertThat(audit.verify().links()).isEqualTo(noted.links() - 1);
        assertThat(audit.verify().lastHash()).isNotEqualTo(noted.lastHash());
    }

    @Test
    void texts_that_run_into_each_other_have_different_hashes() {
        Instant at = Instant.EPOCH;
        AuditLink one = AuditLink.after(Optional.empty(), new AuditEvent(at, "ab", "c", "d", Map.of()));
        AuditLink other = AuditLink.after(Optional.empty(), new AuditEvent(at, "a", "bc", "d", Map.of()));

        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void many_threads_make_one_chain() throws InterruptedException {
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> recordEvents(100)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(audit.verify().links()).isEqualTo(800);
        assertThat(audit.verify().broken()).isZero();
    }

    @Test
    void a_refusal_of_the_store_reaches_whoever_records() {
        AuditStore full = new AuditStore() {
            @Override
            public void append(AuditEvent event, Runnable change) {
                throw new Problem(Problem.Code.STORAGE_FULL, "no space", "");
            }

            @Override
            public List<AuditLink> read(long from, int limit) {
                return List.of();
            }
        };

        assertThatThrownBy(() -> new AuditLog(full).record(event("ann", 1))).hasMessage("no space");
    }

    private void recordEvents(int count) {
        for (int i = 1; i <= count; i++) {
            audit.record(event("ann", i));
        }
    }

    private static AuditEvent event(String actor, int i) {
        return new AuditEvent(Instant.ofEpochSecond(i), actor, "lineup.replace", "fraud@" + i, Map.of("n", "" + i));
    }
}
