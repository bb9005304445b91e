package understudy.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import understudy.core.Prediction;
import understudy.core.Role;

/** Predictions: fixed fields first, then texts, then a column after the other. */
final class PredictionFormat implements Format<Prediction> {
    private static final Role[] ROLES = Role.values();
    private static final int ID = 2;

    private final Texts texts = new Texts();

    @Override
    public long length(Prediction prediction) {
        EntryWriter writer = EntryWriter.measuring(texts);
        write(prediction, writer);
        return writer.length();
    }

    @Override
    public void write(Prediction prediction, MemorySegment memory, long at) {
        write(prediction, EntryWriter.into(texts, memory, at));
    }

    private static void write(Prediction prediction, EntryWriter writer) {
        writer.int8(VERSION);
        writer.int8(PREDICTION);
        writer.id(prediction.id());
        writer.instant(prediction.receivedAt());
        writer.int64(prediction.latencyNanos());
        writer.int64(prediction.lineupRevision());
        writer.float64(prediction.propensity());
        writer.int32(prediction.version());
        writer.int32(prediction.rows());
        writer.int8(prediction.role().ordinal());
        writer.name(prediction.project());
        writer.name(prediction.model());
        writer.name(prediction.versionDigest());
        writer.name(prediction.signatureDigest());
        writer.name(prediction.library());
        writer.name(prediction.principal());
        writer.text(prediction.traceId());
        writer.optional(prediction.key());
        writer.segments(prediction.segments());
        writer.columns(prediction.inputs());
        writer.outcome(prediction.outcome());
    }

    @Override
    public Optional<Prediction> read(MemorySegment memory, long at, int length) {
        EntryReader reader = new EntryReader(memory, at, length);
        if (reader.int8() != VERSION || reader.int8() != PREDICTION) {
            return Optional.empty();
        }
        return Optional.of(read(reader));
    }

    private static Prediction read(EntryReader reader) {
        UUID id = reader.id();
        var receivedAt = reader.instant();
        long latencyNanos = reader.int64();
        long lineupRevision = reader.int64();
        double propensity = reader.float64();
        int version = reader.int32();
        int rows = reader.int32();
        Role role = ROLES[reader.int8()];
        String project = reader.text();
        String model = reader.text();
        String versionDigest = reader.text();
        String signatureDigest = reader.text();
        String library = reader.text();
        String principal = reader.text();
        String traceId = reader.text();
        return new Prediction(
                id, project, model, version, versionDigest, signatureDigest, lineupRevision, role, propensity,
                principal, reader.optional(), reader.segments(), traceId, receivedAt, latencyNanos, rows, library,
                reader.columns(), reader.outcome());
    }

    /** The id alone, of an encoded entry; empty for a kind or a version this program doesn't know. */
    static Optional<UUID> id(MemorySegment memory, long at) {
        if (memory.get(ValueLayout.JAVA_BYTE, at) != VERSION || memory.get(ValueLayout.JAVA_BYTE, at + 1) != PREDICTION) {
            return Optional.empty();
        }
        long most = memory.get(EntryWriter.LONG, at + ID);
        return Optional.of(new UUID(most, memory.get(EntryWriter.LONG, at + ID + Long.BYTES)));
    }

    @Override
    public long receivedAt(Prediction prediction, InstantSource clock) {
        return Format.nanoseconds(prediction.receivedAt());
    }
}
