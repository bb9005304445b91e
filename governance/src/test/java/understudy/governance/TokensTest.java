package understudy.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.AuditEvent;
import understudy.core.Problem;
import understudy.core.Sha256;

class TokensTest {
    private final KeptTokens store = new KeptTokens();
    private final List<AuditEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private final Tokens tokens = new Tokens(store, events::add, new SecureRandom(), () -> now);

    @Test
    void a_secret_opens_as_whom_it_was_made_for() {
        String secret = create("ci", Optional.empty()).secret();

        assertThat(tokens.authenticate(secret)).contains(new Principal("ci", Set.of(AccessRole.OPERATOR)));
    }

    @Test
    void a_secret_is_kept_only_as_its_hash() {
        Tokens.Created created = create("ci", Optional.empty());

        assertThat(created.secret()).matches("us_[A-Za-z0-9_-]{43}");
        assertThat(store.all()).singleElement().extracting(StoredToken::hash).isEqualTo(Sha256.of(created.secret()));
        assertThat(created.toString()).doesNotContain(created.secret());
        assertThat(events.toString()).doesNotContain(created.secret());
    }

    @Test
    void two_secrets_differ() {
        assertThat(create("a", Optional.empty()).secret()).isNotEqualTo(create("b", Optional.empty()).secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us_", "us_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer x"})
    void an_unknown_secret_opens_nothing(String secret) {
        create("ci", Optional.empty());

        assertThat(tokens.authenticate(secret)).isEmpty();
    }

    @Test
    void a_token_ends_when_its_validity_does() {
        String secret = create("ci", Optional.of(Duration.ofHours(1))).secret();

        now = now.plus(Duration.ofMinutes(59));
        assertThat(tokens.authenticate(secret)).isPresent();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(tokens.authenticate(secret)).isEmpty();
    }

    @Test
    void a_revoked_token_opens_nothing_at_once() {
        String secret = create("ci", Optional.empty()).secret();
        assertThat(tokens.authenticate(secret)).isPresent();

        tokens.revoke("ci", "ann");

        assertThat(tokens.authenticate(secret)).isEmpty();
        assertThat(tokens.list()).isEmpty();
    }

    @Test
    void a_token_revoked_by_another_process_opens_nothing_five_seconds_later() {
        String secret = create("ci", Optional.empty()).secret();
        assertThat(tokens.authenticate(secret)).isPresent();
        store.remove("ci");

        now = now.plusSeconds(5);

        assertThat(tokens.authenticate(secret)).isEmpty();
    }

    @Test
    void making_and_revoking_are_audited() {
        create("ci", Optional.empty());
        tokens.revoke("ci", "bob");

        assertThat(events).extracting(AuditEvent::actor).containsExactly("ann", "bob");
        assertThat(events).extracting(AuditEvent::action).containsExactly("token.create", "token.revoke");
        assertThat(events.getFirst().details()).containsEntry("roles", "OPERATOR").containsEntry("expires", "never");
    }

    @Test
    void revoking_an_unknown_token_says_how_to_see_the_known_ones() {
        assertThatThrownBy(() -> tokens.revoke("ci", "ann"))
                .hasMessage("there is no token named 'ci'. Names are shown by: understudy token list");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-x", "a b", "a\nb", "../x"})
    void a_name_that_could_not_be_one_is_refused(String name) {
        assertThatThrownBy(() -> create(name, Optional.empty()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.INVALID));
    }

    @Test
    void a_token_without_roles_or_with_no_time_to_live_is_refused() {
        assertThatThrownBy(() -> tokens.create("ci", Set.of(), Optional.empty(), "ann")).hasMessageContaining("roles");
        assertThatThrownBy(() -> create("ci", Optional.of(Duration.ZERO))).hasMessageContaining("validity: PT0S");
        assertThatThrownBy(() -> create("ci", Optional.of(Duration.ofDays(9_999)))).hasMessageContaining("validity");
    }

    @Test
    void an_admin_may_everything_and_whoever_has_a_role_may_look() {
        Principal admin = new Principal("root", Set.of(AccessRole.ADMIN));
        Principal operator = new Principal("op", Set.of(AccessRole.OPERATOR));

        assertThat(AccessRole.values()).allMatch(admin::may);
        assertThat(operator.may(AccessRole.READER)).isTrue();
        assertThat(operator.may(AccessRole.APPROVER)).isFalse();
        assertThat(new Principal("nobody", Set.of()).may(AccessRole.READER)).isFalse();
    }

    private Tokens.Created create(String name, Optional<Duration> validity) {
        return tokens.create(name, Set.of(AccessRole.OPERATOR), validity, "ann");
    }

    /** Tokens in memory. */
    private static final class KeptTokens implements TokenStore {
        private final List<StoredToken> kept = new ArrayList<>();

        @Override
        public void add(StoredToken token) {
            kept.add(token);
        }

        @Override
        public List<StoredToken> all() {
            return List.copyOf(kept);
        }

        @Override
        public Optional<StoredToken> find(String hash) {
            return kept.stream().filter(token -> token.hash().equals(hash)).findFirst();
        }

        @Override
        public boolean remove(String name) {
            return kept.removeIf(token -> token.name().equals(name));
        }
    }
}
