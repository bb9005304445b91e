package understudy.runtimes.torch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a TorchScript archive's code says of the method {@code forward}: {@code <name>/data.pkl} names the root class,
 * {@code <name>/code/<module>.py} holds it (torch/csrc/jit/docs/serialization.md).
 *
 * @param result its type, e.g. {@code Tensor} or {@code Dict[str, Tensor]}
 */
record Forward(List<Argument> arguments, String result) {
    /** @param optional whether it has a default */
    record Argument(String name, String type, boolean optional) {
        boolean isDictionary() {
            return type.startsWith("Dict[str, Tensor]");
        }

        boolean isList() {
            return type.startsWith("List[Tensor]");
        }
    }

    /** A pickle's GLOBAL of the root class is its first; 4 kB are enough for it. */
    private static final int HEAD = 4096;

    private static final int LARGEST_SOURCE = 64 << 20;
    private static final Pattern ROOT = Pattern.compile("c(__torch__[\\w.]*)\n(\\w+)\n");
    private static final Pattern METHOD =
            Pattern.compile("\\n  def forward\\(\\w+: [\\w.]+,?\\s*(.*?)\\) -> (.+?):\\n", Pattern.DOTALL);

    /** @return empty where the code cannot be found or read; the model may work all the same */
    static Optional<Forward> in(Path archive) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Optional<? extends ZipEntry> data = entry(zip, "data.pkl");
            if (data.isEmpty()) {
                return Optional.empty();
            }
            Matcher root = ROOT.matcher(text(zip, data.get(), HEAD, true));
            if (!root.find()) {
                return Optional.empty();
            }
            String file = "code/" + root.group(1).replace('.', '/') + ".py";
            return entry(zip, file).flatMap(code -> parse(source(zip, code), root.group(2)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<? extends ZipEntry> entry(ZipFile zip, String path) {
        return zip.stream()
                .filter(one -> one.getName().indexOf('/') >= 0)
                .filter(one -> one.getName().substring(one.getName().indexOf('/') + 1).equals(path))
                .findFirst();
    }

    private static String source(ZipFile zip, ZipEntry code) {
        try {
            return text(zip, code, LARGEST_SOURCE, false);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static String text(ZipFile zip, ZipEntry entry, int most, boolean binary) throws IOException {
        try (InputStream content = zip.getInputStream(entry)) {
            return new String(content.readNBytes(most), binary ? ISO_8859_1 : UTF_8);
        }
    }

    static Optional<Forward> parse(String source, String className) {
        int from = source.indexOf("class " + className + "(");
        if (from < 0) {
            return Optional.empty();
        }
        int next = source.indexOf("\nclass ", from);
        Matcher method = METHOD.matcher(source.substring(from, next < 0 ? source.length() : next));
        if (!method.find()) {
            return Optional.empty();
        }
        List<Argument> arguments = new ArrayList<>();
        for (String argument : parts(method.group(1))) {
            int colon = argument.indexOf(':');
            if (colon > 0) {
                String type = argument.substring(colon + 1).strip();
                int equals = type.indexOf('=');
                String plain = equals < 0 ? type : type.substring(0, equals).strip();
                arguments.add(new Argument(argument.substring(0, colon).strip(), plain, equals >= 0));
            }
        }
        return Optional.of(new Forward(arguments, method.group(2).strip()));
    }

    /** Splits at commas outside of brackets. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            depth += letter == '[' || letter == '(' ? 1 : letter == ']' || letter == ')' ? -1 : 0;
            if (letter == ',' && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    @Override
    public String toString() {
        List<String> shown = arguments.stream()
                .map(one -> one.name() + ": " + one.type() + (one.optional() ? " (optional)" : ""))
                .toList();
        return "forward(" + String.join(", ", shown) + ") -> " + result;
    }
}
