package understudy.runtimes.torch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import understudy.serving.Artifact;

/** A TorchScript archive without weights, as torch's serialization.md describes it: a pickled module and its code. */
final class Script {
    private static final String MODULE = "\u0080\u0002c__torch__\nNet\n)\u0081}X\u0008\u0000\u0000\u0000training\u0089sb.";
    private static final String EMPTY_TUPLE = "\u0080\u0002).";
    private static final String CLASS = """
            class Net(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Net,
            """;

    private Script() {}

    /** @param forward from the arguments on, indented by four */
    static Artifact of(Path folder, String forward) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("net/data.pkl", MODULE);
        entries.put("net/code/__torch__.py", CLASS + forward);
        entries.put("net/constants.pkl", EMPTY_TUPLE);
        entries.put("net/version", "3\n");
        return zip(folder, "net.pt", entries);
    }

    static Artifact zip(Path folder, String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(ISO_8859_1));
            }
        }
        return new Artifact(file, name, "0".repeat(64));
    }
}
