package understudy.journal;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import understudy.core.Fact;
import understudy.core.Outcome;
import understudy.core.PredictionId;
import understudy.core.Role;

/** Facts, a kind for each of them. */
final class FactFormat implements Format<Fact> {
    private static final Role[] ROLES = Role.values();
    private static final Fact.Severity[] SEVERITIES = Fact.Severity.values();

    private final Texts texts = new Texts();

    @Override
    public long length(Fact fact) {
        EntryWriter writer = EntryWriter.measuring(texts);
        write(fact, writer);
        return writer.length();
    }

    @Override
    public void write(Fact fact, MemorySegment memory, long at) {
        write(fact, EntryWriter.into(texts, memory, at));
    }

    private static void write(Fact fact, EntryWriter writer) {
        writer.int8(VERSION);
        switch (fact) {
            case Fact.ShadowAnswers block -> {
                writer.int8(SHADOW_ANSWERS);
                writer.name(block.reader());
                writer.name(block.model());
                writer.int32(block.version());
                writer.name(block.versionDigest());
                writer.int64(block.through());
                writer.varint(block.answers().size());
                block.answers().forEach(answer -> answer(answer, writer));
            }
            case Fact.Label label -> {
                writer.int8(LABEL);
                writer.id(label.id());
                writer.name(label.model());
                writer.int8(label.prediction().isPresent() ? 1 : 0);
                label.prediction().ifPresent(prediction -> prediction(prediction, writer));
                writer.optional(label.key());
                writer.text(label.value());
                writer.instant(label.at());
                writer.instant(label.receivedAt());
                writer.name(label.by());
            }
            case Fact.Override override -> {
                writer.int8(OVERRIDE);
                prediction(override.prediction(), writer);
                writer.name(override.action());
                writer.text(override.reason());
                writer.name(override.by());
                writer.instant(override.at());
            }
            case Fact.Gap gap -> {
                writer.int8(GAP);
                writer.name(gap.reader());
                writer.name(gap.model());
                writer.int32(gap.version());
                writer.int64(gap.from());
                writer.int64(gap.to());
                writer.int64(gap.count());
                writer.instant(gap.at());
            }
            case Fact.Notice notice -> {
                writer.int8(notice.labels().isEmpty() ? NOTICE : LABELLED_NOTICE);
                notice(notice, writer);
            }
        }
    }

    private static void answer(Fact.ShadowAnswer answer, EntryWriter writer) {
        writer.id(answer.request());
        writer.instant(answer.receivedAt());
        writer.optional(answer.key());
        writer.segments(answer.segments());
        writer.int32(answer.answeredBy());
        writer.int8(answer.answeredRole().ordinal());
        writer.int64(answer.lineupRevision());
        writer.int32(answer.rows());
        writer.int64(answer.answeredLatencyNanos());
        writer.outcome(answer.answered());
        writer.int64(answer.latencyNanos());
        writer.int32(answer.batched());
        writer.outcome(answer.said());
    }

    private static void notice(Fact.Notice notice, EntryWriter writer) {
        writer.id(notice.id());
        writer.instant(notice.at());
        writer.name(notice.kind());
        writer.int8(notice.severity().ordinal());
        writer.optional(notice.model());
        writer.int8(notice.version().isPresent() ? 1 : 0);
        notice.version().ifPresent(writer::int32);
        writer.text(notice.title());
        writer.text(notice.text());
        writer.text(notice.link());
        if (!notice.labels().isEmpty()) {
            writer.segments(notice.labels());
        }
    }

    private static void prediction(PredictionId prediction, EntryWriter writer) {
        writer.id(prediction.request());
        writer.int32(prediction.row());
    }

    @Override
    public Optional<Fact> read(MemorySegment memory, long at, int length) {
        EntryReader reader = new EntryReader(memory, at, length);
        if (reader.int8() != VERSION) {
            return Optional.empty();
        }
        return switch (reader.int8()) {
            case SHADOW_ANSWERS -> Optional.of(new Fact.ShadowAnswers(
                    reader.text(), reader.text(), reader.int32(), reader.text(), reader.int64(),
                    reader.list(() -> answer(reader))));
            case LABEL -> Optional.of(new Fact.Label(
                    reader.id(), reader.text(),
                    reader.int8() == 0 ? Optional.empty() : Optional.of(prediction(reader)), reader.optional(),
                    reader.text(), reader.instant(), reader.instant(), reader.text()));
            case OVERRIDE -> Optional.of(new Fact.Override(
                    prediction(reader), reader.text(), reader.text(), reader.text(), reader.instant()));
            case GAP -> Optional.of(new Fact.Gap(
                    reader.text(), reader.text(), reader.int32(), reader.int64(), reader.int64(), reader.int64(),
                    reader.instant()));
            case NOTICE -> Optional.of(notice(reader, false));
            case LABELLED_NOTICE -> Optional.of(notice(reader, true));
            default -> Optional.empty();
        };
    }

    private static Fact.Notice notice(EntryReader reader, boolean labelled) {
        return new Fact.Notice(
                reader.id(), reader.instant(), reader.text(), SEVERITIES[reader.int8()], reader.optional(),
                reader.int8() == 0 ? OptionalInt.empty() : OptionalInt.of(reader.int32()), reader.text(), reader.text(),
                reader.text(), labelled ? reader.segments() : Map.of());
    }

    private static Fact.ShadowAnswer answer(EntryReader reader) {
        UUID request = reader.id();
        Instant receivedAt = reader.instant();
        Optional<String> key = reader.optional();
        Map<String, String> segments = reader.segments();
        int answeredBy = reader.int32();
        Role answeredRole = ROLES[reader.int8()];
        long lineupRevision = reader.int64();
        int rows = reader.int32();
        long answeredLatencyNanos = reader.int64();
        Outcome answered = reader.outcome();
        return new Fact.ShadowAnswer(
                request, receivedAt, key, segments, answeredBy, answeredRole, lineupRevision, rows,
                answeredLatencyNanos, answered, reader.int64(), reader.int32(), reader.outcome());
    }

    private static PredictionId prediction(EntryReader reader) {
        return new PredictionId(reader.id(), reader.int32());
    }

    @Override
    public long receivedAt(Fact fact, InstantSource clock) {
        return Format.nanoseconds(
                switch (fact) {
                    case Fact.ShadowAnswers _, Fact.Label _ -> clock.instant();
                    case Fact.Override override -> override.at();
                    case Fact.Gap gap -> gap.at();
                    case Fact.Notice notice -> notice.at();
                });
    }
}
