package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles and programs in archives, and archives that tell one reader something else than another. */
class ArchiveTricksTest {
    private static final byte[] HARMFUL = Assembler.harmful();

    @ParameterizedTest
    @ValueSource(strings = {"model.pt", "model.zip", "model.mar", "model.npz", "model.pkl", "model.bin"})
    void a_harmful_entry_is_found_and_named_by_its_place(String name) {
        byte[] stored = Zips.of("archive/data.pkl", HARMFUL).end();
        byte[] deflated = new Zips().deflated("archive/data.pkl", HARMFUL).end();

        assertThat(Scans.of(stored, name).dangerous()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(name + "!archive/data.pkl");
            assertThat(finding.what()).isEqualTo("os.system");
            assertThat(finding.offset()).isEqualTo(2);
        });
        assertThat(Scans.dangerous(deflated, name)).containsExactly("os.system");
    }

    @Test
    void archives_in_archives_are_entered_to_a_depth_and_no_further() {
        byte[] nested = HARMFUL;
        for (int i = 0; i < 4; i++) {
            nested = new Zips().deflated("inner.zip", nested).end();
        }
        assertThat(Scans.dangerous(nested, "a.zip")).containsExactly("os.system");
        for (int i = 0; i < 3; i++) {
            nested = new Zips().deflated("inner.zip", nested).end();
        }
        assertThat(Scans.of(nested, "a.zip").dangerous()).extracting(Finding::kind).containsExactly(Kind.LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "0,1", "1,1", "64,0", "0,64"})
    void a_password_refuses_whether_it_is_one_or_only_says_so(int listed, int local) {
        ScanReport report = Scans.of(new Zips().flagged("data.pkl", HARMFUL, listed, local).end(), "a.pt");

        assertThat(report.dangerous()).extracting(Finding::what).contains("os.system", "the entry");
        assertThat(report.dangerous()).extracting(Finding::why).anyMatch(why -> why.contains("password"));
    }

    @Test
    void flags_that_stop_one_reader_only_hide_nothing() {
        assertThat(Scans.dangerous(new Zips().flagged("data.pkl", HARMFUL, 0x20, 0).end(), "a.pt")).contains("os.system");
    }

    @Test
    void an_entry_with_two_names_is_dangerous_and_read_under_both() {
        ScanReport report = Scans.of(new Zips().twoNames("notes.txt", "data.pkl", HARMFUL).end(), "a.pt");

        assertThat(report.dangerous()).extracting(Finding::kind).contains(Kind.ARCHIVE, Kind.IMPORT);
        assertThat(report.dangerous()).extracting(Finding::file).contains("a.pt!notes.txt", "a.pt!data.pkl");
    }

    @Test
    void an_entry_that_the_directory_leaves_out_is_found() {
        byte[] archive = new Zips().stored("a.txt", "a".getBytes(UTF_8)).hidden("data.pkl", HARMFUL).end();

        ScanReport report = Scans.of(archive, "a.pt");

        assertThat(report.dangerous()).extracting(Finding::what).containsExactly("os.system");
        assertThat(report.unknown()).extracting(Finding::what).containsExactly("data.pkl");
    }

    @Test
    void an_archive_without_its_directory_is_still_read() {
        byte[] archive = Zips.of("data.pkl", HARMFUL).end();

        assertThat(Scans.dangerous(Arrays.copyOf(archive, 30 + 8 + HARMFUL.length), "a.pt")).containsExactly("os.system");
    }

    @Test
    void wrong_checksums_and_broken_packing_hide_nothing() {
        byte[] archive = Zips.of("data.pkl", HARMFUL).end();
        archive[14] ^= 1;

        assertThat(Scans.dangerous(archive, "a.pt")).containsExactly("os.system");
    }

    @Test
    void what_stands_before_an_archive_is_read_and_so_is_the_archive() {
        byte[] archive = Zips.of("data.pkl", HARMFUL).end();
        byte[] both = Assembler.bare().raw(Assembler.protocol(2).global("builtins", "eval").stop()).raw(archive).bytes();

        assertThat(Scans.dangerous(both, "a.pt")).contains("os.system", "builtins.eval");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../.bashrc", "/etc/passwd", "a/../../b", "C:\\windows\\x", "..\\up"})
    void names_that_lead_out_of_the_folder_are_dangerous(String name) {
        assertThat(Scans.dangerous(Zips.of(name, "x".getBytes(UTF_8)).end(), "a.zip")).containsExactly(name);
    }

    @Test
    void tars_are_entered_and_their_links_looked_at() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("model/data.pkl");
            entry.setSize(HARMFUL.length);
            tar.putArchiveEntry(entry);
            tar.write(HARMFUL);
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("model/link", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }

        assertThat(Scans.dangerous(bytes.toByteArray(), "a.nemo")).containsExactly("os.system", "a link to /etc/passwd");
    }

    @Test
    void an_archive_that_unpacks_to_too_much_is_dangerous_and_takes_no_room() {
        Limits few = new Limits(5, 100, 1 << 20, 1 << 16, 1000, 1000, 1000, 1000, 10, 1 << 16);
        byte[] bomb = new Zips().deflated("zeros", new byte[4 << 20]).end();

        assertThat(Scans.of(bomb, "a.zip", few).dangerous()).extracting(Finding::kind).contains(Kind.LIMIT);
    }

    @Test
    void arrays_of_objects_are_pickles_after_their_header() {
        byte[] header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n".getBytes(ISO_8859_1);
        byte[] array = Assembler.bare().raw(0x93).raw("NUMPY".getBytes(ISO_8859_1)).raw(1, 0).whole(header.length, 2)
                .raw(header).raw(HARMFUL).bytes();

        assertThat(Scans.dangerous(array, "a.npy")).containsExactly("os.system");
        assertThat(Scans.dangerous(new Zips().deflated("x.npy", array).end(), "a.npz")).containsExactly("os.system");
    }

    @Test
    void programs_and_scripts_are_for_a_person_to_judge() {
        byte[] archive = new Zips().stored("handler.py", "import os".getBytes(UTF_8))
                .stored("lib.so", "\u007fELF\2\1\1".getBytes(ISO_8859_1))
                .stored("run", "#!/bin/sh\n".getBytes(UTF_8))
                .stored("A.class", new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0}).end();

        ScanReport report = Scans.of(archive, "a.mar");

        assertThat(report.unknown()).extracting(Finding::file)
                .containsExactly("a.mar!handler.py", "a.mar!lib.so", "a.mar!run", "a.mar!A.class");
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void a_link_out_of_a_folder_is_dangerous(@TempDir Path folder) throws Exception {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("secret"), "x");
        Files.createSymbolicLink(model.resolve("weights"), folder.resolve("secret"));
        Files.writeString(model.resolve("a.txt"), "x");
        Files.createSymbolicLink(model.resolve("same"), model.resolve("a.txt"));

        assertThat(ArtifactScan.of(model, "model").dangerous()).extracting(Finding::file).containsExactly("weights");
    }

    @Test
    void an_mlflow_folder_that_brings_its_own_loader_is_for_a_person_to_judge(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("MLmodel"), "flavors:\n  python_function:\n    loader_module: my_loader\n");
        Files.write(folder.resolve("model.pkl"), HARMFUL);

        ScanReport report = ArtifactScan.of(folder, "model");

        assertThat(report.unknown()).extracting(Finding::what).containsExactly("my_loader");
        assertThat(report.dangerous()).extracting(Finding::file).containsExactly("model.pkl");
    }
}
