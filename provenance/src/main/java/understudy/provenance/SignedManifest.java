package understudy.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import understudy.core.Sha256;

/**
 * The files a signature is about: an in-toto Statement v1 with the predicate of OpenSSF model signing 1.0.
 *
 * @param files SHA-256 in lower-case hex by path, with slashes, from the model's folder
 * @param ignored paths from the model's folder that are not signed; a folder's with all that is in it
 */
record SignedManifest(Map<String, String> files, Set<String> ignored) {
    static final String STATEMENT = "https://in-toto.io/Statement/v1";
    static final String PREDICATE = "https://model_signing/signature/v1.0";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** What the format leaves out wherever it is at the top. */
    private static final Set<String> NEVER_SIGNED = Set.of(".git", ".gitignore", ".gitattributes", ".github");

    /** A statement that does not hold; the message is one for people. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String why) {
            super(why);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    SignedManifest {
        files = Map.copyOf(files);
        ignored = Set.copyOf(ignored);
    }

    /** @param payload whose signature is known to be good */
    static SignedManifest of(byte[] payload) throws Unfit {
        JsonNode statement;
        try {
            statement = JSON.readTree(payload);
        } catch (IOException noJson) {
            throw new Unfit("what was signed is no JSON");
        }
        wants("its type", statement.path("_type"), STATEMENT);
        wants("its predicate", statement.path("predicateType"), PREDICATE);
        JsonNode serialization = statement.path("predicate").path("serialization");
        wants("its method", serialization.path("method"), "files");
        wants("its hash", serialization.path("hash_type"), "sha256");
        Set<String> ignored = new HashSet<>(NEVER_SIGNED);
        serialization.path("ignore_paths").forEach(path -> ignored.add(path.asText()));
        return new SignedManifest(files(statement), ignored);
    }

    private static void wants(String what, JsonNode said, String wanted) throws Unfit {
        if (!said.asText().equals(wanted)) {
            throw new Unfit(what + " is '" + said.asText() + "'; only '" + wanted + "' is supported");
        }
    }

    /** The statement's subject is the SHA-256 over the files' digests, as bytes, in the order of the list. */
    private static Map<String, String> files(JsonNode statement) throws Unfit {
        Map<String, String> files = new TreeMap<>();
        MessageDigest root = Sha256.digest();
        for (JsonNode resource : statement.path("predicate").path("resources")) {
            String name = resource.path("name").asText();
            String digest = resource.path("digest").asText();
            wants("the hash of '" + name + "'", resource.path("algorithm"), "sha256");
            if (!DIGEST.matcher(digest).matches()) {
                throw new Unfit("the digest of '" + name + "' is none");
            }
            if (files.put(name, digest) != null) {
                throw new Unfit("it names '" + name + "' twice");
            }
            root.update(HexFormat.of().parseHex(digest));
        }
        if (files.isEmpty()) {
            throw new Unfit("it names no files");
        }
        JsonNode subjects = statement.path("subject");
        String whole = subjects.path(0).path("digest").path("sha256").asText();
        if (subjects.size() != 1 || !whole.equals(HexFormat.of().formatHex(root.digest()))) {
            throw new Unfit("its digest of the whole does not fit its digests of the files");
        }
        return files;
    }

    boolean ignores(String path) {
        return ignored.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
    }
}
