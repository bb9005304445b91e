package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;
import understudy.api.VulnerabilitiesView;

/** {@code understudy model bom} and {@code model vulnerabilities}: what a version is made of. */
final class ProvenanceCommands {
    private ProvenanceCommands() {}

    @Command(
            name = "bom",
            description = "A version's bill of materials (CycloneDX 1.6): the model, its runtime, what it needs.",
            footer = {"", "Examples:", "  understudy model bom loan@3", "  understudy model bom loan@3 --out loan.json"})
    static final class Bom implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME@VERSION", converter = VersionReference.Converter.class, description = "The version.")
        private VersionReference version = new VersionReference("", 0);

        @Option(names = "--out", paramLabel = "FILE", description = "Where to write it. Default: to the screen")
        private Optional<Path> out = Optional.empty();

        Bom(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open();
                    InputStream bom = server.stream(Paths.of(Paths.BOM, version.model(), version.version()))) {
                if (out.isPresent()) {
                    Files.copy(bom, out.get(), StandardCopyOption.REPLACE_EXISTING);
                    connection.remark("written to " + out.get());
                } else {
                    bom.transferTo(connection.out());
                }
            } catch (IOException e) {
                throw Refusal.failed(
                        "the bill of materials could not be written: " + e.getMessage(), "Name another file with --out", e);
            }
            return 0;
        }
    }

    @Command(
            name = "vulnerabilities",
            description = "What is known against the packages a version needs.",
            footer = {
                "",
                "Judged by the records (osv.dev) in a folder of the server; nobody is asked over the network.",
                "",
                "Example:",
                "  understudy model vulnerabilities loan@3"
            })
    static final class Vulnerabilities implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME@VERSION", converter = VersionReference.Converter.class, description = "The version.")
        private VersionReference version = new VersionReference("", 0);

        Vulnerabilities(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.VULNERABILITIES, version.model(), version.version()));
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, VulnerabilitiesView.class));
                }
            }
            return 0;
        }

        private void show(VulnerabilitiesView view) {
            view.remarks().forEach(remark -> connection.remark("remark: " + remark));
            if (view.readAt().isEmpty()) {
                connection.remark("The server has no vulnerability records, so nothing can be said of packages.");
            } else if (view.findings().isEmpty()) {
                connection.out().println("nothing is known against what " + version + " needs (" + view.records()
                        + " records, read " + view.readAt().map(Moment::shown).orElse("") + ")");
            } else {
                Table table = new Table("package", "version", "id", "severity", "fixed in", "summary");
                view.findings().forEach(finding -> table.row(
                                finding.packageName(), finding.packageVersion(), finding.id(), finding.severity(),
                                finding.fixed().orElse("–"), finding.summary())
                        .painted("id", connection.ink()::bad));
                connection.print(table);
            }
            view.unjudged().forEach(each -> connection.remark(each.packageName() + ": " + each.why()));
        }
    }
}
