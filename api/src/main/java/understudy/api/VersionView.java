package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable version.
 *
 * @param digest SHA-256 (hex) that identifies its behaviour
 * @param artifact SHA-256 (hex) of its file
 * @param role {@code champion}, {@code canary} or {@code shadow}; absent for a candidate
 * @param state {@code ready}, {@code loading} or {@code unavailable}
 * @param memoryBytes what its loaded copy holds, about; absent while it is not loaded
 * @param callMicros a call with one row when it was loaded, median; absent where that is not known
 * @param obstacle why it may not lead, and what to do about it; only where one version is asked for
 * @param options how it is run, by name
 * @param findings what looking at its files found that nobody vouches for
 */
public record VersionView(
        String model,
        int version,
        String digest,
        String artifact,
        String fileName,
        String runtime,
        String createdBy,
        Instant createdAt,
        boolean retired,
        Optional<String> role,
        String state,
        Optional<Long> memoryBytes,
        Optional<Long> callMicros,
        Optional<String> obstacle,
        Optional<DecisionView> decision,
        Map<String, String> options,
        List<String> findings,
        Map<String, Object> card,
        SignatureView signature) {}
