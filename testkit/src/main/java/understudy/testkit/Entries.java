package understudy.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Sha256;
import understudy.core.Tensor;
import understudy.core.Value;

/** Entries for the contract of logs: numbered, one received each second. */
final class Entries {
    static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");

    private Entries() {}

    static Prediction prediction(long number) {
        return prediction(
                number, List.of(new Column("amount", new Value.Plain(Tensor.of(new double[] {number, Double.NaN})))));
    }

    static Prediction prediction(long number, List<Column> inputs) {
        return new Prediction(
                id(number), "default", "fraud", 7, Sha256.of("version"), Sha256.of("signature"), 3, Role.CHAMPION, 1,
                "anna", Optional.of("application " + number), Map.of("region", "Köln"), "", received(number), 812_345,
                2, "trees", inputs,
                new Outcome.Answered(
                        List.of(new Column("score", new Value.Plain(Tensor.of(new float[] {0.25f, -0f})))),
                        List.of("accept", "decline")));
    }

    static Instant received(long number) {
        return FIRST.plusSeconds(number);
    }

    static long number(Prediction prediction) {
        return prediction.id().getLeastSignificantBits() & 0xFFFF_FFFFL;
    }

    private static UUID id(long number) {
        return new UUID(received(number).toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | number);
    }

    /** Every type of tensor with its strangest bits, and every way of not keeping one; all but the last two by value. */
    static List<Column> everyKindOfValue() {
        List<Column> columns = new ArrayList<>();
        for (DataType type : DataType.values()) {
            columns.add(new Column(type.name(), new Value.Plain(Tensor.of(type, new long[] {2, 1}, strange(type)))));
        }
        columns.add(new Column("scalar", new Value.Plain(Tensor.of(DataType.INT64, new long[0], new long[] {5}))));
        columns.add(new Column("no rows", new Value.Plain(Tensor.of(DataType.FP32, new long[] {0, 9}, new float[0]))));
        columns.add(new Column("dropped", new Value.Dropped()));
        columns.add(new Column("hashed", new Value.Hashed(Tensor.of(Sha256.of("a"), Sha256.of("b")))));
        columns.add(new Column("blob", new Value.Blob(Sha256.of("c"), DataType.UINT8, new long[] {1, 3, 224, 224})));
        columns.add(new Column(
                "encrypted",
                new Value.Encrypted("pseudonym", DataType.BYTES, new long[] {2}, new byte[] {1, -2, 3})));
        return columns;
    }

    private static Object strange(DataType type) {
        return switch (type) {
            case BOOL -> new byte[] {0, 1};
            case INT8, UINT8 -> new byte[] {-128, 127};
            case INT16, UINT16 -> new short[] {Short.MIN_VALUE, -1};
            case FP16 -> new short[] {0x7E01, Short.MIN_VALUE};
            case INT32, UINT32 -> new int[] {Integer.MIN_VALUE, -1};
            case INT64, UINT64 -> new long[] {Long.MIN_VALUE, -1};
            case FP32 -> new float[] {Float.intBitsToFloat(0x7FC0_1234), -0f};
            case FP64 -> new double[] {Double.longBitsToDouble(0x7FF8_0000_0000_4321L), -0.0};
            case BYTES -> new byte[][] {{}, {-1, 0, -2}};
        };
    }

    static List<Fact> everyKindOfFact() {
        PredictionId prediction = new PredictionId(id(1), 3);
        Fact.ShadowAnswer answer = new Fact.ShadowAnswer(
                id(1), FIRST, Optional.of("key"), Map.of("region", "北"), 7, Role.CHAMPION, 9, 2, 123,
                prediction(1).outcome(), 456, 8, new Outcome.Failed(Problem.Code.DEADLINE_EXCEEDED, "too slow: 慢"));
        return List.of(
                new Fact.ShadowAnswers("shadow/fraud@8/x", "fraud", 8, Sha256.of("8"), 12345, List.of(answer, answer)),
                new Fact.ShadowAnswers("shadow/fraud@8/x", "fraud", 8, Sha256.of("8"), Long.MAX_VALUE, List.of()),
                new Fact.Label(
                        id(2), "fraud", Optional.of(prediction), Optional.empty(), "1", FIRST, received(1), "ben"),
                new Fact.Label(
                        id(3), "fraud", Optional.empty(), Optional.of("key"), "yes", FIRST, received(2), "ben"),
                new Fact.Override(prediction, "accept", "a known customer", "carla", received(3)),
                new Fact.Gap("shadow/fraud@8/x", "fraud", 8, 64, 4096, -1, received(4)),
                new Fact.Notice(
                        id(4), received(5), "rollout.rolled_back", Fact.Severity.CRITICAL, Optional.of("fraud"),
                        OptionalInt.of(8), "fraud@8 was taken back", "AUC −0.03\nof 4,000 pairs", "/#fraud"),
                new Fact.Notice(
                        id(5), received(5), "verdict", Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(), "北", "", ""),
                new Fact.Notice(
                        id(6), received(6), "alert.opened", Fact.Severity.WARNING, Optional.of("fraud"), OptionalInt.empty(),
                        "income moved", "", "", Map.of("alert", "7f3a", "to", "mail,slack")));
    }
}
