package understudy.api;

import java.util.Map;
import java.util.Optional;

/**
 * How predictions come in that were made elsewhere, since the server's start.
 *
 * @param models by name; those that brought nothing are not in it
 * @param events how requests and responses find each other
 * @param folder into which files are dropped; absent where none is watched
 */
public record IntakeView(Map<String, Count> models, CloudEventsReceipt.Status events, Optional<Folder> folder) {
    /**
     * @param taken into the journal
     * @param repeated which were there already
     * @param refused and not kept
     */
    public record Count(long taken, long repeated, long refused) {}

    /**
     * @param done files that were taken in
     * @param refused files that were refused
     * @param troubles by what they are about: what keeps files from being read or moved, now
     */
    public record Folder(long done, long refused, Map<String, String> troubles) {}
}
