package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import understudy.estimation.LagCurve;

/**
 * How long the labels of a window's rows took, and when those were asked that have none. Kept by the time of asking rather
 * than by age, so what was counted yesterday says today how long they have been waiting. Not safe for several threads.
 */
final class LabelLags {
    /** Waiting rows are counted by ten minutes: 4,464 numbers for a month at most. */
    private static final long SLOT_MILLIS = 600_000;

    private LagCurve arrived = new LagCurve();
    private final TreeMap<Long, Long> waiting = new TreeMap<>();

    /**
     * A label that came before its row, as clocks differ, took no time; of one that was brought with its row nobody knows how
     * long it took, so that it says nothing.
     */
    void arrived(long at, long labelledAt) {
        if (labelledAt == at) {
            return;
        }
        arrived.arrived(Duration.ofMillis(Math.max(0, labelledAt - at)));
    }

    void waits(long at) {
        waiting.merge(Math.floorDiv(at, SLOT_MILLIS), 1L, Long::sum);
    }

    /** Adds what is known at a moment. */
    void addTo(LagCurve curve, Instant now) {
        curve.merge(arrived);
        waiting.forEach((slot, rows) ->
                curve.open(Duration.ofMillis(Math.max(0, now.toEpochMilli() - (slot + 1) * SLOT_MILLIS)), rows));
    }

    void merge(LabelLags other) {
        arrived.merge(other.arrived);
        other.waiting.forEach((slot, rows) -> waiting.merge(slot, rows, Long::sum));
    }

    void write(DataOutput to) throws IOException {
        WindowSums.write(to, arrived.bytes());
        to.writeInt(waiting.size());
        for (Map.Entry<Long, Long> slot : waiting.entrySet()) {
            to.writeLong(slot.getKey());
            to.writeLong(slot.getValue());
        }
    }

    static LabelLags read(DataInput from) throws IOException {
        LabelLags read = new LabelLags();
        read.arrived = LagCurve.read(WindowSums.bytes(from));
        int slots = from.readInt();
        for (int i = 0; i < slots; i++) {
            read.waiting.put(from.readLong(), from.readLong());
        }
        return read;
    }
}
