package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Looks at one file by what is in it; its name only adds what its bytes cannot say. */
final class FileLook {
    private static final int HEAD = 512;

    /** Where a tar says that it is one. */
    private static final int TAR = 257;

    private static final Set<String> PICKLES = Set.of("pkl", "pickle", "joblib", "dill", "cloudpickle");
    private static final Set<String> SCRIPTS = Set.of("py", "pyc", "pyw", "pyx", "sh", "bat", "ps1", "ipynb", "rb", "pl");

    private final Looking looking;
    private final String file;
    private final Content content;
    private final int depth;
    private final String extension;

    FileLook(Looking looking, String file, Content content, int depth) {
        this.looking = looking;
        this.file = file;
        this.content = content;
        this.depth = depth;
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('!')) + 1);
        this.extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    void look() throws IOException {
        looking.spend(Looking.Budget.FILES, 1);
        looking.spend(Looking.Budget.BYTES, content.size());
        if (content.size() == 0) {
            return;
        }
        if (depth > looking.limits().depth()) {
            looking.find(file, Kind.LIMIT, "what is inside", 0, Verdict.DANGEROUS,
                    "lies more than " + looking.limits().depth() + " archives deep and is not looked at");
            return;
        }
        byte[] head = content.bytes(0, HEAD);
        boolean known = container(head);
        known |= new PickleFile(looking, file, content, depth)
                .look(Cursor.over(content, 0), head, PICKLES.contains(extension) && !known);
        if (!known) {
            model(head);
        }
    }

    private boolean container(byte[] head) throws IOException {
        boolean zip = new ZipLook(looking, file, content, depth).look();
        Packed packed = Packed.of(head);
        boolean tar = head.length > TAR + 5 && new String(head, TAR, 5, ISO_8859_1).equals("ustar");
        if (zip) {
            return true;
        }
        if (tar || extension.equals("tar") || TarLook.begins(head)) {
            new TarLook(looking, file, content, depth).look();
            return true;
        }
        if (packed != Packed.NONE) {
            packed.look(looking, file, content, depth);
            return true;
        }
        if (text(head, 1, 5).equals("NUMPY")) {
            NumpyLook.look(looking, file, content, depth);
            return true;
        }
        if (text(head, 0, 6).equals("7z\u00bc\u00af'\u001c") || text(head, 0, 4).equals("Rar!")) {
            looking.find(file, Kind.ARCHIVE, "the archive", 0, Verdict.UNKNOWN, "is of a sort that cannot be looked into");
            return true;
        }
        return false;
    }

    private void model(byte[] head) throws IOException {
        program(head);
        if (text(head, 1, 3).equals("HDF")) {
            TextLook.lambdas(looking, file, content);
        } else if (extension.equals("json") || text(head, 0, 64).stripLeading().startsWith("{")) {
            JsonLook.look(looking, file, content);
        } else if (file.endsWith("MLmodel")) {
            TextLook.mlflow(looking, file, content);
        } else if (head[0] == 8 || head[0] == 10 || head[0] == 18) {
            GraphLook.look(looking, file, content);
        }
    }

    private void program(byte[] head) {
        boolean script = SCRIPTS.contains(extension) || text(head, 0, 2).equals("#!");
        boolean machine = text(head, 0, 4).equals("\u007fELF")
                || (text(head, 0, 2).equals("MZ") && content.size() > 64 && !printable(head))
                || Packed.starts(head, 0xfe, 0xed, 0xfa)
                || Packed.starts(head, 0xcf, 0xfa, 0xed, 0xfe)
                || Packed.starts(head, 0xce, 0xfa, 0xed, 0xfe)
                || Packed.starts(head, 0xca, 0xfe, 0xba, 0xbe);
        if (machine) {
            looking.find(file, Kind.PROGRAM, "machine code", 0, Verdict.UNKNOWN,
                    "is a program or library of its own: nothing here can say what it does");
        } else if (script && !ofTorchScript()) {
            looking.find(file, Kind.PROGRAM, "the file", 0, Verdict.UNKNOWN, "is a program of its own");
        }
    }

    /** TorchScript keeps the text of its own language in files that end in .py, and no Python reads them. */
    private boolean ofTorchScript() {
        return depth > 0 && file.contains("/code/__torch__");
    }

    private static boolean printable(byte[] head) {
        for (byte next : head) {
            if (next < ' ' && next != '\n' && next != '\r' && next != '\t') {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] head, int from, int count) {
        return head.length <= from ? "" : new String(head, from, Math.min(count, head.length - from), ISO_8859_1);
    }
}
