package understudy.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * Verifies signatures of models by OpenSSF Model Signing 1.0: a Sigstore bundle beside the files, whose statement lists
 * each file with its SHA-256. Whoever made it must be trusted, each file must be as it was, and no other file may be there.
 * Asks nobody over the network. Safe for many threads.
 */
public final class ModelSignature {
    private static final String USUAL_NAME = "model.sig";
    private static final long LARGEST_SIGNATURE = 64 << 20;
    /** What older signers call a model that is one file. */
    private static final String ITSELF = ".";

    private final TrustedSigners trusted;
    private final InstantSource clock;

    public ModelSignature(TrustedSigners trusted, InstantSource clock) {
        this.trusted = trusted;
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Result permits Signed, Unsigned, Refused {}

    /** @param by a key's fingerprint, or a certificate's subject */
    public record Signed(String by) implements Result {}

    /** There is no signature. */
    public record Unsigned() implements Result {}

    /** @param reason e.g. "weights.bin is not as it was signed" */
    public record Refused(String reason) implements Result {}

    /**
     * Looks for a signature at the top of the artifact's folder: {@code model.sig}, else the only {@code *.sig} or {@code
     * *.sig.json}. An artifact that is one file has none beside it.
     *
     * @param artifact a file or a folder
     * @param fileName the artifact's name, which a signature of a single file lists it by
     * @throws Problem UNPROCESSABLE where its files cannot be read
     */
    public Result verify(Path artifact, String fileName) {
        try {
            List<Path> found = Files.isDirectory(artifact) ? signatures(artifact) : List.of();
            if (found.size() > 1) {
                return new Refused("it holds several signatures: "
                        + String.join(", ", found.stream().map(each -> String.valueOf(each.getFileName())).toList()));
            }
            return found.isEmpty() ? new Unsigned() : verify(artifact, fileName, found.getFirst());
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /**
     * @param signature the bundle, wherever it is
     * @throws Problem UNPROCESSABLE where its files cannot be read
     */
    public Result verify(Path artifact, String fileName, Path signature) {
        try {
            if (Files.size(signature) > LARGEST_SIGNATURE) {
                return new Refused("the signature has more than " + LARGEST_SIGNATURE + " bytes");
            }
            SignatureBundle bundle = SignatureBundle.of(Files.readAllBytes(signature));
            String signer = bundle.signer(trusted, clock.instant());
            SignedManifest manifest = SignedManifest.of(bundle.payload());
            Optional<String> difference = Files.isDirectory(artifact)
                    ? difference(manifest, files(artifact, signature))
                    : difference(manifest, fileName, artifact);
            return difference.<Result>map(Refused::new).orElseGet(() -> new Signed(signer));
        } catch (SignedManifest.Unfit unfit) {
            return new Refused("the signature does not count: " + unfit.why());
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static List<Path> signatures(Path folder) throws IOException {
        Path usual = folder.resolve(USUAL_NAME);
        if (Files.isRegularFile(usual, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(usual);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sig") || file.toString().endsWith(".sig.json"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** By their paths from the folder, with slashes; links, which nobody signs, are there too. */
    private static Map<String, Path> files(Path folder, Path signature) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !file.equals(signature))
                    .forEach(file -> files.put(folder.relativize(file).toString().replace('\\', '/'), file));
        }
        return files;
    }

    private static Optional<String> difference(SignedManifest manifest, Map<String, Path> files) throws IOException {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String signed = manifest.files().get(file.getKey());
            if (signed == null && !manifest.ignores(file.getKey())) {
                return Optional.of(file.getKey() + " is not among the signed files");
            }
            if (signed != null && !isAsSigned(file.getValue(), signed)) {
                return Optional.of(file.getKey() + " is not as it was signed");
            }
        }
        return manifest.files().keySet().stream()
                .filter(name -> !files.containsKey(name))
                .sorted()
                .findFirst()
                .map(name -> name + " was signed and is missing");
    }

    private static Optional<String> difference(SignedManifest manifest, String fileName, Path file) throws IOException {
        String name = manifest.files().keySet().iterator().next();
        if (manifest.files().size() != 1 || (!name.equals(fileName) && !name.equals(ITSELF))) {
            return Optional.of("the signature is about other files than " + fileName);
        }
        return isAsSigned(file, String.valueOf(manifest.files().get(name)))
                ? Optional.empty()
                : Optional.of(fileName + " is not as it was signed");
    }

    private static boolean isAsSigned(Path file, String digest) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        MessageDigest sum = Sha256.digest();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), sum)) {
            content.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sum.digest()).equals(digest);
    }

    private static Problem unreadable(IOException cause) {
        return new Problem(Problem.Code.UNPROCESSABLE, "the artifact's files cannot be read", "Register it again", cause);
    }
}
