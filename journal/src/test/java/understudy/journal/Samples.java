package understudy.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Sha256;
import understudy.core.Tensor;
import understudy.core.Value;

/** Entries for tests. */
final class Samples {
    static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");
    static final InstantSource CLOCK = InstantSource.fixed(TIME);
    static final ThreadFactory THREADS = Thread.ofPlatform().daemon().name("journal").factory();
    static final JournalSettings SMALL = new JournalSettings(
            JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofDays(7), 1L << 30);

    private Samples() {}

    static UUID id(long number) {
        return new UUID(0x0198_0000_0000_7000L + (number << 16), 0x8000_0000_0000_0000L | number);
    }

    static Prediction prediction(long number) {
        return prediction(number, List.of(Column.plain(new NamedTensor("age", Tensor.of(new float[] {41f})))));
    }

    static Prediction prediction(long number, List<Column> inputs) {
        return new Prediction(
                id(number), "default", "fraud", 7, Sha256.of("version"), Sha256.of("signature"), 3, Role.CANARY, 0.25,
                "anna", Optional.of("application-" + number), Map.of("region", "north", "Größe", "groß"),
                "4bf92f3577b34da6a3ce929d0e0e4736", TIME.plusNanos(number), 812_345, 2, "onnxruntime 1.28.0", inputs,
                new Outcome.Answered(
                        List.of(new Column("score", new Value.Plain(Tensor.of(new double[] {0.1, Double.NaN})))),
                        List.of("decline", "accept")));
    }

    static List<Column> everyKindOfValue() {
        List<Column> columns = new ArrayList<>();
        float strangeNaN = Float.intBitsToFloat(0x7FC0_1234);
        double strangerNaN = Double.longBitsToDouble(0x7FF8_0000_0000_4321L);
        Object[] arrays = {
            new byte[] {0, 1}, new byte[] {-1, 2}, new short[] {-1, 2}, new int[] {-1, 2}, new long[] {-1, 2},
            new byte[] {-128, 127}, new short[] {-1, 2}, new int[] {Integer.MIN_VALUE, 2}, new long[] {Long.MIN_VALUE, 2},
            new short[] {0x7E01, -0x8000}, new float[] {strangeNaN, -0f}, new double[] {strangerNaN, -0.0},
            new byte[][] {{}, {(byte) 0xFF, 0, (byte) 0xFE}}
        };
        for (DataType type : DataType.values()) {
            columns.add(new Column(type.name(), new Value.Plain(Tensor.of(type, new long[] {2, 1}, arrays[type.ordinal()]))));
        }
        columns.add(new Column("scalar", new Value.Plain(Tensor.of(DataType.INT64, new long[0], new long[] {5}))));
        columns.add(new Column("no rows", new Value.Plain(Tensor.of(DataType.FP32, new long[] {0, 9}, new float[0]))));
        columns.add(new Column("", new Value.Dropped()));
        columns.add(new Column("hashed", new Value.Hashed(Tensor.of(Sha256.of("a"), Sha256.of("b")))));
        columns.add(new Column("image", new Value.Blob(Sha256.of("blob"), DataType.UINT8, new long[] {1, 3, 224, 224})));
        return columns;
    }

    static List<Fact> everyKindOfFact() {
        PredictionId prediction = new PredictionId(id(1), 3);
        Outcome failed = new Outcome.Failed(Problem.Code.DEADLINE_EXCEEDED, "too slow: 数秒");
        Fact.ShadowAnswer answer = new Fact.ShadowAnswer(
                id(1), TIME, Optional.empty(), Map.of(), 7, Role.CHAMPION, 9, 2, 123, prediction(1).outcome(), 456, 8,
                failed);
        return List.of(
                new Fact.ShadowAnswers("shadow/fraud@8/x", "fraud", 8, Sha256.of("8"), 12345, List.of(answer, answer)),
                new Fact.ShadowAnswers("shadow/fraud@8/x", "fraud", 8, Sha256.of("8"), Long.MAX_VALUE, List.of()),
                new Fact.Label(
                        id(2), "fraud", Optional.of(prediction), Optional.empty(), "1", TIME, TIME.plusSeconds(1), "b"),
                new Fact.Label(id(3), "", Optional.empty(), Optional.of("k"), "yes", TIME, Instant.MAX, "b"),
                new Fact.Override(prediction, "accept", "known \uD83D\uDE00 customer", "carla", TIME),
                new Fact.Gap("shadow/fraud@8/x", "fraud", 8, 64, 4096, -1, TIME),
                new Fact.Notice(
                        id(4), TIME, "rollout.rolled_back", Fact.Severity.CRITICAL, Optional.of("fraud"),
                        OptionalInt.of(8), "fraud@8 was taken back", "AUC −0.03\nof 4,000 pairs", "/#fraud"),
                new Fact.Notice(
                        id(5), TIME, "verdict", Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(), "北", "", ""),
                new Fact.Notice(
                        id(6), TIME, "alert.opened", Fact.Severity.WARNING, Optional.of("fraud"), OptionalInt.empty(), "t",
                        "", "", Map.of("alert", "k7")));
    }
}
