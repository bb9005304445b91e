package understudy.serving;

import java.nio.file.Path;

/**
 * A model's file or folder on local disk; immutable.
 *
 * @param path where it is; its name may be the digest
 * @param fileName its name as uploaded, which may tell its format
 * @param digest SHA-256 in hex
 */
public record Artifact(Path path, String fileName, String digest) {}
