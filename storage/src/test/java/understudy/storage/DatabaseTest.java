package understudy.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.Guardrail;
import understudy.comparison.Plan;
import understudy.core.AuditEvent;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.core.Signature;
import understudy.core.SubjectKeys;
import understudy.core.Task;
import understudy.governance.AccessRole;
import understudy.governance.AuditLog;
import understudy.governance.StoredToken;
import understudy.performance.PerformanceStore;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.StagedRollout;
import understudy.rollout.StagedRolloutStore;
import understudy.serving.Lineup;
import understudy.serving.Registry;

class DatabaseTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:15:30.123456789Z");

    @TempDir
    private Path folder;

    private Database database;
    private Registry registry;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("understudy.db"));
        registry = database.registry();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        close();
        open();
    }

    @Test
    void a_model_comes_back_as_it_was_saved() {
        Model model = model("fraud", "ann");
        registry.save(model);
        reopen();

        assertThat(registry.model("fraud")).contains(model);
        assertThat(registry.models()).containsExactly(model);
        assertThat(registry.model("other")).isEmpty();
    }

    @Test
    void a_staged_rollout_comes_back_as_it_was_saved_last() {
        registry.save(model("fraud", "ann"));
        StagedRollout begun = new StagedRollout(
                "0190b2d1-0000-7000-8000-000000000001", "fraud", 8, 7,
                new StagedRollout.Terms(
                        List.of(0.01, 0.25, 1.0), Duration.ofMinutes(10),
                        List.of(Guardrail.parse("errors<+1%"), Guardrail.parse("latency_p99<50ms"),
                                Guardrail.parse("segment:region=north")),
                        StagedRollout.WhenThin.GO),
                StagedRollout.State.RUNNING, 1, 12, 4_711, AT, AT, "ann", "it goes well",
                List.of(new StagedRollout.Change(AT, StagedRollout.State.RUNNING, 0.01, "ann", "it begins")));
        StagedRollout ended = new StagedRollout(
                begun.id(), "fraud", 8, 7, begun.terms(), StagedRollout.State.FINISHED, 2, 13, 4_711, AT, AT, "ann",
                "it leads", begun.changes());
        StagedRolloutStore store = database.stagedRollouts();
        store.save(begun);
        reopen();

        assertThat(database.stagedRollouts().underWay()).containsExactly(begun);
        database.stagedRollouts().save(ended);
        assertThat(database.stagedRollouts().underWay()).isEmpty();
        assertThat(database.stagedRollouts().find("fraud", 10)).containsExactly(ended);
        assertThat(database.stagedRollouts().find("other", 10)).isEmpty();
    }

    @Test
    void counted_windows_come_back_as_they_were_saved_last_and_by_when_they_begin() {
        registry.save(model("fraud", "ann"));
        Instant day = Instant.parse("2026-03-01T00:00:00Z");
        PerformanceStore store = database.performance();
        store.save(List.of(
                window(day.plus(Duration.ofDays(1)), "", "2 rows"), window(day, "", "1 row"),
                window(day, "segment=region", "1 row")));
        store.save(List.of(window(day, "", "3 rows")));
        reopen();

        List<PerformanceStore.Kept> found =
                database.performance().find("fraud", "day", "", day, day.plus(Duration.ofDays(2)));

        assertThat(found).extracting(PerformanceStore.Kept::of).containsExactly("3 rows", "2 rows");
        assertThat(found.getFirst().from()).isEqualTo(day);
        assertThat(found.getFirst().sums()).containsExactly(1, 2, 3);
        assertThat(database.performance().find("fraud", "day", "", day, day.plus(Duration.ofDays(1)))).hasSize(1);
        assertThat(database.performance().find("fraud", "hour", "", day, day.plus(Duration.ofDays(1)))).isEmpty();
    }

    private static PerformanceStore.Kept window(Instant from, String view, String of) {
        return new PerformanceStore.Kept(
                "fraud", "day", view, from, from.plus(Duration.ofDays(1)), of, new byte[] {1, 2, 3});
    }

    @Test
    void adaptive_shares_come_back_as_they_were_saved_last() {
        registry.save(model("fraud", "ann"));
        AdaptiveShares begun = new AdaptiveShares(
                "fraud", "paid", 0.05, Duration.ofHours(1), AT, AT, "ann", true, "shares follow");
        database.adaptiveShares().save(begun);
        reopen();

        assertThat(database.adaptiveShares().active()).containsExactly(begun);
        AdaptiveShares ended = new AdaptiveShares(
                "fraud", "paid", 0.05, Duration.ofHours(1), AT, AT, "ann", false, "it ended");
        database.adaptiveShares().save(ended);
        assertThat(database.adaptiveShares().active()).isEmpty();
        assertThat(database.adaptiveShares().find("fraud")).contains(ended);
        assertThat(database.adaptiveShares().find("other")).isEmpty();
    }

    @Test
    void saving_a_model_again_changes_its_owner_and_keeps_its_birth() {
        registry.save(model("fraud", "ann"));
        registry.save(new Model("fraud", Task.BINARY, signature(), "bob", "high", Duration.ofDays(30), AT.plusSeconds(9)));

        assertThat(registry.model("fraud")).hasValueSatisfying(model -> {
            assertThat(model.owner()).isEqualTo("bob");
            assertThat(model.createdAt()).isEqualTo(AT);
        });
    }

    @Test
    void versions_are_numbered_from_one_and_come_back_whole() {
        registry.save(model("fraud", "ann"));
        DecisionRule rule = new DecisionRule.Threshold(0.7, "decline", "approve");
        DecisionRule costs = new DecisionRule.CostMatrix(
                List.of("approve", "decline"), List.of(List.of(0.0, 5.0), List.of(1.0, 0.0)));
        ModelVersion first = registry.add(draft("fraud", "a", Optional.of(rule)));
        ModelVersion second = registry.add(draft("fraud", "b", Optional.of(costs)));
        ModelVersion third = registry.add(draft("fraud", "c", Optional.empty()));
        reopen();

        assertThat(registry.versions("fraud")).containsExactly(first, second, third);
        assertThat(third.reference()).isEqualTo("fraud@3");
        assertThat(registry.version("fraud", 1)).contains(first);
        assertThat(registry.version("fraud", 4)).isEmpty();
    }

    @Test
    void the_same_version_twice_is_a_conflict_that_names_it() {
        registry.save(model("fraud", "ann"));
        registry.add(draft("fraud", "a", Optional.empty()));

        assertThatThrownBy(() -> registry.add(draft("fraud", "a", Optional.empty())))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.CONFLICT))
                .hasMessageStartingWith("fraud@1 has the same");
    }

    @Test
    void versions_added_at_once_get_different_numbers() throws InterruptedException {
        registry.save(model("fraud", "ann"));
        List<Thread> threads = IntStream.range(0, 10)
                .mapToObj(i -> Thread.ofVirtual().start(() -> registry.add(draft("fraud", "v" + i, Optional.empty()))))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(registry.versions("fraud")).extracting(ModelVersion::version).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void a_retired_version_stays_retired() {
        registry.save(model("fraud", "ann"));
        registry.add(draft("fraud", "a", Optional.empty()));
        registry.retire("fraud", 1);
        reopen();

        assertThat(registry.version("fraud", 1)).hasValueSatisfying(version -> assertThat(version.retired()).isTrue());
        assertThatThrownBy(() -> registry.retire("fraud", 2)).hasMessageStartingWith("there is no fraud@2");
    }

    @Test
    void lineups_are_kept_newest_first() {
        registry.save(model("fraud", "ann"));
        Lineup first = lineup(1);
        Lineup second = lineup(2);
        registry.save(first);
        registry.save(second);
        reopen();

        assertThat(registry.lineup("fraud")).contains(second);
        assertThat(registry.lineupHistory("fraud", 10)).containsExactly(second, first);
        assertThat(registry.lineupHistory("fraud", 1)).containsExactly(second);
    }

    @Test
    void of_two_people_who_change_a_lineup_at_once_one_is_told() throws InterruptedException {
        registry.save(model("fraud", "ann"));
        registry.save(lineup(1));
        AtomicInteger stale = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        registry.save(lineup(2));
                    } catch (Problem problem) {
                        assertThat(problem.code()).isEqualTo(Problem.Code.STALE);
                        stale.incrementAndGet();
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(stale).hasValue(7);
        assertThat(registry.lineupHistory("fraud", 10)).hasSize(2);
    }

    @Test
    void the_audit_chain_is_whole_after_reopening_and_a_row_changed_in_sql_is_named() {
        AuditLog audit = new AuditLog(database.audit());
        for (int i = 0; i < 20; i++) {
            audit.record(new AuditEvent(AT.plusNanos(i), "ann", "lineup.replace", "fraud@" + i, Map.of("z", "1", "a", "é")));
        }
        reopen();
        assertThat(new AuditLog(database.audit()).verify()).extracting("links", "broken").containsExactly(20L, 0L);

        database.write(sql -> sql.execute("UPDATE audit_link SET actor = 'eve' WHERE number = 7"));

        assertThat(new AuditLog(database.audit()).verify().broken()).isEqualTo(7);
    }

    @Test
    void a_change_and_its_event_are_kept_together_or_not_at_all() {
        AuditLog audit = new AuditLog(database.audit());
        AuditEvent event = new AuditEvent(AT, "ann", "model.change", "fraud", Map.of());
        audit.record(event, () -> registry.save(model("fraud", "ann")));

        assertThatThrownBy(() -> audit.record(event, () -> {
                    registry.save(model("loans", "ann"));
                    assertThat(registry.model("loans")).isPresent();
                    throw new IllegalStateException("stopped half-way");
                }))
                .hasMessage("stopped half-way");
        database.write(sql -> sql.execute("DROP TABLE audit_link"));
        assertThatThrownBy(() -> audit.record(event, () -> registry.save(model("prices", "ann"))))
                .isInstanceOf(Problem.class);

        assertThat(registry.models()).extracting(Model::name).containsExactly("fraud");
    }

    @Test
    void many_processes_make_one_chain() throws Exception {
        try (Database other = Database.open(folder.resolve("understudy.db"))) {
            List<Thread> threads = IntStream.range(0, 8)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> {
                        AuditLog audit = new AuditLog((i % 2 == 0 ? database : other).audit());
                        for (int event = 0; event < 25; event++) {
                            audit.record(new AuditEvent(AT, "process " + i, "a", "b", Map.of()));
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(new AuditLog(database.audit()).verify()).extracting("links", "broken").containsExactly(200L, 0L);
    }

    @Test
    void plans_are_kept_as_they_were_written_and_none_is_replaced() {
        registry.save(model("fraud", "ann"));
        registry.add(draft("fraud", "a", Optional.empty()));
        Plan first = plan(1, List.of(Guardrail.parse("latency_p99<50ms"), Guardrail.parse("segment:region=north")));
        Plan second = plan(2, List.of(Guardrail.parse("slice:amount<12.5&channel=web"), Guardrail.parse("slices")));
        database.plans().add(first);
        database.plans().add(second);
        reopen();

        assertThat(database.plans().plans("fraud", 1)).containsExactly(second, first);
        assertThat(database.plans().plans("fraud", 2)).isEmpty();
        assertThatThrownBy(() -> database.plans().add(plan(2, List.of())))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.CONFLICT));
    }

    private static Plan plan(int number, List<Guardrail> guardrails) {
        return new Plan(
                "fraud", 1, number, "auc", 0.002, 0.05, 5_000, Optional.of(Duration.ofDays(30)), false, guardrails, AT, "ann",
                "because");
    }

    @Test
    void tokens_are_found_by_their_hash_and_named_once() {
        StoredToken token = new StoredToken(
                "ci", Sha256.of("s"), Set.of(AccessRole.OPERATOR, AccessRole.READER), AT, Optional.of(AT.plusSeconds(5)));
        database.tokens().add(token);
        reopen();

        assertThat(database.tokens().find(Sha256.of("s"))).contains(token);
        assertThat(database.tokens().all()).containsExactly(token);
        assertThatThrownBy(() -> database.tokens().add(token))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.CONFLICT));
        assertThat(database.tokens().remove("ci")).isTrue();
        assertThat(database.tokens().remove("ci")).isFalse();
    }

    @Test
    void a_cursor_is_where_it_was_saved_last() {
        assertThat(database.cursors().find("labels")).isEmpty();
        database.cursors().save("labels", 7);
        database.cursors().save("labels", 9);
        reopen();

        assertThat(database.cursors().find("labels")).hasValue(9);
    }

    @Test
    void a_subject_keeps_its_key_until_it_is_erased() {
        SubjectKeys keys = keys();
        String subject = keys.subject("customer 17");
        byte[] key = keys.keyFor(subject).getEncoded();
        assertThat(keys.subject("customer 17")).isEqualTo(subject).matches("[0-9a-f]{64}");
        reopen();

        assertThat(keys().find(subject)).hasValueSatisfying(found -> assertThat(found.getEncoded()).isEqualTo(key));
        assertThat(keys().erase(subject)).isTrue();
        assertThat(keys().erase(subject)).isFalse();
        assertThat(keys().find(subject)).isEmpty();
    }

    @Test
    void an_erased_key_is_nowhere_in_the_files() throws IOException {
        SubjectKeys keys = keys();
        for (int i = 0; i < 200; i++) {
            keys.keyFor(keys.subject("customer " + i));
        }
        String subject = keys.subject("customer 17");
        String wrapped = database.read(sql -> sql.createQuery("SELECT wrapped FROM subject_key WHERE subject = :s")
                .bind("s", subject)
                .mapTo(String.class)
                .one());
        assertThat(bytesOfAllFiles()).contains(wrapped);

        keys.erase(subject);

        assertThat(bytesOfAllFiles()).doesNotContain(wrapped).doesNotContain(subject);
        assertThat(keys.find(keys.subject("customer 18"))).isPresent();
    }

    @Test
    void a_digest_is_the_same_each_time_and_another_under_another_secret() {
        byte[] value = {1, 2, 3};
        MasterSecret other = MasterSecret.open(folder.resolve("other"), new SecureRandom());

        assertThat(keys().digest(value)).isEqualTo(keys().digest(value)).matches("[0-9a-f]{64}");
        assertThat(other.digest(value)).isNotEqualTo(keys().digest(value));
        assertThat(keys().digest(value)).isNotEqualTo(Sha256.of(value));
    }

    @Test
    void a_database_refuses_a_secret_that_is_not_its_own() {
        keys();
        MasterSecret other = MasterSecret.open(folder.resolve("other"), new SecureRandom());

        assertThatThrownBy(() -> database.subjectKeys(other, new SecureRandom()))
                .hasMessageStartingWith("the file 'secret' is not the one this database was made with");
    }

    @Test
    void the_secret_is_its_owners_alone() throws IOException {
        Path file = folder.resolve("secret");
        MasterSecret.open(file, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> MasterSecret.open(file, new SecureRandom())).hasMessageContaining("may be read by others");
    }

    @Test
    void a_file_that_is_no_database_is_refused_with_a_remedy() throws IOException {
        Path file = folder.resolve("letter.db");
        Files.writeString(file, "Dear Sir or Madam, this has never been a database of any kind. ".repeat(20));

        assertThatThrownBy(() -> Database.open(file).close())
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.UNAVAILABLE))
                .hasMessageStartingWith("the database letter.db could not be opened");
    }

    private SubjectKeys keys() {
        SecureRandom random = new SecureRandom();
        return database.subjectKeys(MasterSecret.open(folder.resolve("secret"), random), random);
    }

    private String bytesOfAllFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static Model model(String name, String owner) {
        return new Model(name, Task.BINARY, signature(), owner, "high", Duration.ofDays(30), AT);
    }

    private static ModelVersion draft(String model, String content, Optional<DecisionRule> rule) {
        return new ModelVersion(
                model, 0, Sha256.of(content), Sha256.of("file " + content), "model.onnx", "onnx", signature(), rule,
                "{\"purpose\":\"tests\"}", Map.of("isolation", "process"), List.of("model.pkl: imports a.b, which nobody vouches for"),
                "ann", AT, false);
    }

    private static Lineup lineup(long revision) {
        return new Lineup(
                "fraud", revision, 1, List.of(new Lineup.Canary(2, 0.1)),
                List.of(new Lineup.Shadow(3, 42, 0.5, "shadow/fraud@3/x")),
                List.of(new Lineup.Route("region", "north", 2)), AT, "ann");
    }

    private static Signature signature() {
        return new Signature(
                List.of(
                        Signature.Input.column("age", DataType.FP32, true),
                        new Signature.Input("region", DataType.BYTES, List.of(-1L),
                                List.of(new Signature.Feature("region", List.of("north", "south"), false, Privacy.HASH)))),
                List.of(new Signature.Output(
                        "probability", DataType.FP32, List.of(-1L, 2L), Signature.Meaning.SCORE, List.of("good", "bad"))));
    }
}
