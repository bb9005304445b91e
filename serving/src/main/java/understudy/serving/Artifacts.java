package understudy.serving;

import java.io.InputStream;

/** Content-addressed model files. Safe for many threads. */
public interface Artifacts {
    /**
     * Keeps a file; a zip is unpacked beside itself after its entries were checked (traversal, bombs, links).
     *
     * @param fileName as uploaded; only its last part counts
     * @param limit most bytes, of the upload and of what it unpacks to
     * @throws understudy.core.Problem TOO_LARGE, or INVALID for an archive that tries to leave its folder
     */
    Artifact put(InputStream content, String fileName, long limit);

    /** @throws understudy.core.Problem NOT_FOUND */
    Artifact get(String digest, String fileName);

    /** Takes away what no version needs; nothing to do if it is not there. */
    void remove(String digest);
}
