package understudy.scanning;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import understudy.core.Problem;

/**
 * Looks at a model's files before anything loads them. Nothing in them is ever run or made.
 *
 * <p>Pickles are followed opcode by opcode, wherever they hide: under any name, one after another, packed, in archives and
 * in archives within those. Graphs of TensorFlow and ONNX, configurations of Keras, schemas of skops, archives and programs
 * are looked at for what they can do. What is found in which format stands in RATIONALE.md beside the module.
 *
 * <p>Whatever a file says of itself, time grows with its size only, up to fixed limits. Memory is a few MB for ordinary files
 * and stays below about 1 GB for one that was made to take as much as it can; what is unpacked beyond 16 MiB goes to a temporary file, and 8 GiB at most is unpacked. What lies beyond a limit is a
 * finding. For many threads.
 */
public final class ArtifactScan {
    private ArtifactScan() {}

    /**
     * @param fileOrFolder folders are walked; links in them are not followed
     * @param fileName what the file or folder is to be called in the findings
     * @throws Problem NOT_FOUND where nothing is there, INTERNAL where it cannot be read
     */
    public static ScanReport of(Path fileOrFolder, String fileName) {
        return of(fileOrFolder, fileName, Limits.ORDINARY);
    }

    static ScanReport of(Path fileOrFolder, String fileName, Limits limits) {
        if (!Files.exists(fileOrFolder)) {
            throw Problem.notFound(fileName + " is not there to be looked at", "Upload the model's files first");
        }
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Looking looking = new Looking(limits, opened);
            if (Files.isDirectory(fileOrFolder)) {
                folder(looking, fileOrFolder);
            } else {
                file(looking, fileOrFolder, fileName);
            }
            return new ScanReport(
                    looking.findings().all(fileName),
                    looking.spent(Looking.Budget.FILES),
                    looking.spent(Looking.Budget.BYTES));
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.INTERNAL,
                    fileName + " cannot be read to be looked at",
                    "See that its files are there, are whole, and may be read by this program",
                    unreadable);
        } finally {
            close(opened);
        }
    }

    private static void folder(Looking looking, Path folder) throws IOException {
        Path real = folder.toRealPath();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                String name = folder.relativize(path).toString().replace('\\', '/');
                looking.spend(Looking.Budget.ENTRIES, 1);
                if (looking.spent(Looking.Budget.ENTRIES) > looking.limits().entries()) {
                    looking.find(name, Kind.LIMIT, "files", 0, Verdict.DANGEROUS,
                            "are more than " + looking.limits().entries() + ", and the rest is not looked at");
                    return FileVisitResult.TERMINATE;
                }
                if (attributes.isSymbolicLink()) {
                    link(looking, real, path, name);
                } else if (attributes.isRegularFile()) {
                    file(looking, path, name);
                } else {
                    looking.find(name, Kind.REFERENCE, "the file", 0, Verdict.DANGEROUS, "is a device, socket or pipe");
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void link(Looking looking, Path folder, Path link, String name) throws IOException {
        boolean inside = Files.exists(link) && link.toRealPath().startsWith(folder);
        if (!inside) {
            looking.find(name, Kind.REFERENCE, "the link", 0, Verdict.DANGEROUS,
                    "leads out of the model's folder, or nowhere");
        }
    }

    private static void file(Looking looking, Path path, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            looking.at(name, new Content.OfFile(channel, channel.size()), 0);
        }
    }

    private static void close(List<AutoCloseable> opened) {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception unclosed) {
                throw new Problem(
                        Problem.Code.INTERNAL, "a temporary file cannot be removed", "See that the disk is writable", unclosed);
            }
        }
    }
}
