package understudy.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import understudy.storage.Backup;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Check a backup file by file and make a data directory of it. No server needs to run.",
        footer = {"", "Example:", "  understudy restore /backups/monday /var/lib/understudy"})
final class RestoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "What `understudy backup` wrote.")
    private Path backup = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR", description = "The new data directory; empty, or not there yet.")
    private Path data = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Backup.Written written = Backup.restore(backup, data);
        spec.commandLine().getOut().printf("%s holds %,d files, %,d bytes, each as its manifest says%n"
                + "Start it with: understudy server --data %s%n", data, written.files(), written.bytes(), data);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
