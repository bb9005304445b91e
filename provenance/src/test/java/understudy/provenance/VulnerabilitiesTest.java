package understudy.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VulnerabilitiesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    private Vulnerabilities vulnerabilities() {
        return new Vulnerabilities(folder, InstantSource.fixed(NOW));
    }

    private static String record(String id, String ecosystem, String name, String rest, String ranges) {
        return """
                {"schema_version": "1.6.0", "id": "%s", "modified": "2026-01-01T00:00:00Z", "summary": "Bad things happen",
                 %s "affected": [{"package": {"ecosystem": "%s", "name": "%s"}, %s}]}""".formatted(id, rest, ecosystem, name, ranges);
    }

    private static String range(String type, String events) {
        return "\"ranges\": [{\"type\": \"%s\", \"events\": [%s]}]".formatted(type, events);
    }

    private void keep(String name, String record) throws IOException {
        Path file = folder.resolve(name + ".json");
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, record);
    }

    private void keepZip(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Requirement pinned(String name, String version) {
        return new Requirement("pypi", name, Optional.of(version), "==" + version);
    }

    private List<Assessment.Finding> found(String name, String version) {
        return vulnerabilities().assess(List.of(pinned(name, version)), List.of()).findings();
    }

    @Test
    void a_version_within_a_range_is_found_with_what_the_record_says() throws IOException {
        keep("GHSA-1", record(
                "GHSA-1", "PyPI", "Scikit_Learn",
                "\"aliases\": [\"CVE-2024-5206\"], \"database_specific\": {\"severity\": \"MODERATE\"},",
                range("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"fixed\": \"1.5.0\"}")));
        assertThat(found("scikit-learn", "1.4.2")).containsExactly(new Assessment.Finding(
                "scikit-learn", "1.4.2", "GHSA-1", List.of("CVE-2024-5206"), "Bad things happen", "MODERATE", Optional.of("1.5.0")));
        assertThat(found("scikit-learn", "1.5.0rc1")).hasSize(1);
        assertThat(found("scikit-learn", "1.5.0")).isEmpty();
        assertThat(found("scikit-learn", "1.10.0")).isEmpty();
        assertThat(found("scikit", "1.4.2")).isEmpty();
    }

    @Test
    void ranges_are_judged_by_their_events_whatever_order_they_stand_in() throws IOException {
        keep("two", record("two", "PyPI", "twice", "", range("ECOSYSTEM",
                "{\"fixed\": \"3.2\"}, {\"introduced\": \"3.0\"}, {\"introduced\": \"1.2\"}, {\"fixed\": \"1.9\"}")));
        keep("last", record("last", "PyPI", "lasting", "",
                range("ECOSYSTEM", "{\"introduced\": \"1.0\"}, {\"last_affected\": \"1.4\"}")));
        keep("limit", record("limit", "PyPI", "limited", "",
                range("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"limit\": \"2.0\"}")));
        assertThat(List.of("1.1", "1.2", "1.8", "1.9", "2.5", "3.0", "3.1", "3.2"))
                .filteredOn(version -> !found("twice", version).isEmpty())
                .containsExactly("1.2", "1.8", "3.0", "3.1");
        assertThat(found("twice", "1.8").getFirst().fixed()).contains("1.9");
        assertThat(List.of("0.9", "1.0", "1.4", "1.4.1"))
                .filteredOn(version -> !found("lasting", version).isEmpty())
                .containsExactly("1.0", "1.4");
        assertThat(found("lasting", "1.4").getFirst().fixed()).isEmpty();
        assertThat(List.of("0.1", "1.9", "2.0", "3.0"))
                .filteredOn(version -> !found("limited", version).isEmpty())
                .containsExactly("0.1", "1.9");
    }

    @Test
    void listed_versions_count_beside_ranges_and_ranges_of_commits_count_for_nothing() throws IOException {
        keep("listed", record("listed", "PyPI", "listed", "", "\"versions\": [\"1.0\", \"1.1.0\"]"));
        keep("commits", record("commits", "PyPI", "commits", "",
                "\"ranges\": [{\"type\": \"GIT\", \"repo\": \"x\", \"events\": [{\"introduced\": \"0\"}]}]"));
        assertThat(found("listed", "1.0.0")).hasSize(1);
        assertThat(found("listed", "1.1")).hasSize(1);
        assertThat(found("listed", "1.0.1")).isEmpty();
        assertThat(found("commits", "1.0")).isEmpty();
        assertThat(found("listed", "1.0+cpu")).as("a build of the release").hasSize(1);
    }

    @Test
    void withdrawn_records_and_other_ecosystems_are_passed_over() throws IOException {
        String always = range("ECOSYSTEM", "{\"introduced\": \"0\"}");
        keep("withdrawn", record("withdrawn", "PyPI", "p", "\"withdrawn\": \"2026-02-01T00:00:00Z\",", always));
        keep("debian", record("debian", "Debian:12", "p", "", always));
        assertThat(found("p", "1")).isEmpty();
        keep("real", record("real", "PyPI", "p", "", always));
        assertThat(found("p", "1")).extracting(Assessment.Finding::id).containsExactly("real");
    }

    @Test
    void libraries_of_runtimes_are_judged_in_the_order_of_maven() throws IOException {
        keepZip("Maven/all.zip", Map.of("GHSA-2.json", record(
                "GHSA-2", "Maven", "com.example:parser", "\"severity\": [{\"type\": \"CVSS_V3\", \"score\": \"CVSS:3.1/AV:N\"}],",
                range("ECOSYSTEM", "{\"introduced\": \"2.0.0\"}, {\"fixed\": \"2.9.10.8\"}"))));
        Library bad = new Library("maven", "com.example:parser", "2.9.10-rc1", "");
        Library good = new Library("maven", "com.example:parser", "2.13.0", "");
        assertThat(vulnerabilities().assess(List.of(), List.of(bad)).findings()).singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo("CVSS:3.1/AV:N"));
        assertThat(vulnerabilities().assess(List.of(), List.of(good)).findings()).isEmpty();
    }

    @Test
    void one_vulnerability_that_two_databases_know_is_one_finding() throws IOException {
        String always = range("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"fixed\": \"9\"}");
        keepZip("PyPI/all.zip", Map.of(
                "PYSEC-1.json", record("PYSEC-1", "PyPI", "p", "\"aliases\": [\"CVE-1\", \"GHSA-1\"],", always),
                "GHSA-1.json", record("GHSA-1", "PyPI", "p",
                        "\"aliases\": [\"CVE-1\"], \"database_specific\": {\"severity\": \"HIGH\"},", always)));
        assertThat(found("p", "1")).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("GHSA-1");
            assertThat(finding.severity()).isEqualTo("HIGH");
            assertThat(finding.aliases()).containsExactlyInAnyOrder("CVE-1", "PYSEC-1");
        });
    }

    @Test
    void what_cannot_be_judged_is_said() throws IOException {
        keep("any", record("any", "PyPI", "p", "", range("ECOSYSTEM", "{\"introduced\": \"0\"}")));
        Files.writeString(folder.resolve("broken.json"), "{\"id\": ");
        Assessment assessment = vulnerabilities().assess(
                List.of(
                        new Requirement("pypi", "numpy", Optional.empty(), ">=1"),
                        new Requirement("conda", "python", Optional.of("3.11.5"), "=3.11.5")),
                List.of());
        assertThat(assessment.unjudged()).containsExactly(
                new Assessment.Unjudged("numpy", "unpinned: cannot be judged"),
                new Assessment.Unjudged("python", "a conda package: no records name these"));
        assertThat(assessment.remarks()).containsExactly("1 file could not be read as OSV records");
        assertThat(assessment.records()).isEqualTo(1);
        assertThat(assessment.readAt()).contains(NOW);
    }

    @Test
    void without_a_folder_nothing_is_known_and_that_is_said() {
        Assessment assessment = new Vulnerabilities(folder.resolve("absent"), InstantSource.fixed(NOW))
                .assess(List.of(pinned("p", "1")), List.of());
        assertThat(assessment.readAt()).isEmpty();
        assertThat(assessment.findings()).isEmpty();
    }

    @Test
    void a_folder_that_changes_is_read_again() throws IOException {
        Vulnerabilities vulnerabilities = vulnerabilities();
        List<Requirement> needs = List.of(pinned("p", "1"));
        assertThat(vulnerabilities.assess(needs, List.of()).findings()).isEmpty();
        assertThat(vulnerabilities.changed()).isFalse();
        String always = range("ECOSYSTEM", "{\"introduced\": \"0\"}");
        keepZip("all.zip", Map.of("a.json", record("a", "PyPI", "p", "", always)));
        assertThat(vulnerabilities.changed()).isTrue();
        assertThat(vulnerabilities.assess(needs, List.of()).findings()).hasSize(1);
        keepZip("all.zip", Map.of(
                "a.json", record("a", "PyPI", "p", "", always), "b.json", record("b", "PyPI", "p", "", always)));
        assertThat(vulnerabilities.assess(needs, List.of()).findings()).hasSize(2);
        Files.delete(folder.resolve("all.zip"));
        assertThat(vulnerabilities.assess(needs, List.of()).findings()).isEmpty();
    }

    @Test
    void thousands_of_records_are_read_in_a_moment_and_found_one_by_one() throws IOException {
        Map<String, String> records = new java.util.HashMap<>();
        for (int number = 0; number < 5_000; number++) {
            records.put("R-" + number + ".json", record("R-" + number, "PyPI", "p" + number, "",
                    range("ECOSYSTEM", "{\"introduced\": \"0\"}, {\"fixed\": \"" + number + "\"}")));
        }
        keepZip("PyPI/all.zip", records);
        Assessment assessment = vulnerabilities().assess(List.of(pinned("p4999", "4998"), pinned("p10", "10")), List.of());
        assertThat(assessment.records()).isEqualTo(5_000);
        assertThat(assessment.findings()).extracting(Assessment.Finding::id).containsExactly("R-4999");
    }
}
