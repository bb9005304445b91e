package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import understudy.estimation.Estimate;

/**
 * How good answers probably were, before their labels.
 *
 * @param method {@code CBPE}, {@code PAPE} or {@code DLE}; empty without an estimate
 * @param sentence why this method, or why there is no estimate
 */
record Estimated(String method, Map<Measure, Estimate> values, String sentence) {
    Estimated {
        values = Map.copyOf(values);
    }

    static Estimated none(String why) {
        return new Estimated("", Map.of(), why);
    }

    Estimate of(Measure measure) {
        return values.getOrDefault(measure, Estimate.unknown());
    }

    void write(DataOutput to) throws IOException {
        to.writeUTF(method);
        to.writeUTF(sentence);
        to.writeInt(values.size());
        for (Map.Entry<Measure, Estimate> each : sorted().entrySet()) {
            to.writeUTF(each.getKey().name());
            to.writeDouble(each.getValue().value());
            to.writeDouble(each.getValue().low());
            to.writeDouble(each.getValue().high());
        }
    }

    private EnumMap<Measure, Estimate> sorted() {
        EnumMap<Measure, Estimate> sorted = new EnumMap<>(Measure.class);
        sorted.putAll(values);
        return sorted;
    }

    static Estimated read(DataInput from) throws IOException {
        String method = from.readUTF();
        String sentence = from.readUTF();
        int size = from.readInt();
        Map<Measure, Estimate> values = new EnumMap<>(Measure.class);
        for (int i = 0; i < size; i++) {
            values.put(
                    Measure.valueOf(from.readUTF()),
                    new Estimate(from.readDouble(), from.readDouble(), from.readDouble()));
        }
        return new Estimated(method, values, sentence);
    }
}
