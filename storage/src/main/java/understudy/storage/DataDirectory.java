package understudy.storage;

import java.nio.file.Path;

/** What lies where under the one directory that holds everything. */
public record DataDirectory(Path root) {
    /** Models, versions, lineups, audit, tokens, cursors, wrapped keys. */
    public Path database() {
        return root.resolve("understudy.db");
    }

    /** What wraps the keys and makes pseudonyms; only its owner may read it. */
    public Path secret() {
        return root.resolve("secret");
    }

    public Path artifacts() {
        return root.resolve("artifacts");
    }

    /** Inputs and outputs too large for the journal. */
    public Path blobs() {
        return root.resolve("blobs");
    }

    /** Requests made elsewhere whose responses have not come, and the other way round, for minutes. */
    public Path waitingHalves() {
        return root.resolve("waiting-halves");
    }

    public Path archive() {
        return root.resolve("archive");
    }

    public Path journal() {
        return root.resolve("journal");
    }

    /** Runtime packs that were installed, a folder each. */
    public Path packs() {
        return root.resolve("packs");
    }

    /** Runtimes of third parties, as jars. */
    public Path plugins() {
        return root.resolve("plugins");
    }
}
