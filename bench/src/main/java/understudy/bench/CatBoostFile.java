package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes a {@code .cbm} of random oblivious trees over numeric features, by CatBoost's published schema
 * (catboost/libs/model/flatbuffers): {@code CBM1}, a length, a FlatBuffer. Parts are laid one behind the other, each table
 * before what it points to, since a FlatBuffer's offsets lead forward.
 */
final class CatBoostFile {
    private static final int BORDERS = 16;
    private static final int MOST_BYTES = 1 << 22;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private CatBoostFile() {}

    /** What it says is of no matter; the same arguments give the same bytes. */
    static byte[] bytes(int features, int trees, int depth) {
        return new CatBoostFile().written(features, trees, depth);
    }

    private byte[] written(int features, int trees, int depth) {
        Random random = new Random(13);
        int root = bytes.position();
        bytes.putInt(0);
        int[] core = table(new int[] {4, 4, 4}, root);
        point(core[0]);
        text("FlabuffersModel_v1");
        // fields 0 to 16 of TModelTrees: dimension, splits, sizes, starts, categories, numbers, one-hots, counters, leaves,
        // then, of what is not needed, nothing; scale, bias, several biases
        int[] widths = {4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 8, 8, 4};
        int[] model = table(widths, core[1]);
        bytes.putInt(model[0], 1).putDouble(model[14], 1).putDouble(model[15], 0);
        integers(model[1], random.ints((long) trees * depth, 0, features * BORDERS).toArray());
        integers(model[2], random.ints(trees, depth, depth + 1).toArray());
        int[] starts = new int[trees];
        for (int i = 0; i < trees; i++) {
            starts[i] = i * depth;
        }
        integers(model[3], starts);
        integers(model[4]);
        numbers(model[5], features);
        integers(model[6]);
        integers(model[7]);
        doubles(model[8], random.doubles((long) trees << depth, -0.1, 0.1).toArray());
        doubles(model[16]);
        facts(core[2]);
        ByteBuffer file = ByteBuffer.allocate(8 + bytes.position()).order(ByteOrder.LITTLE_ENDIAN);
        return file.put("CBM1".getBytes(UTF_8)).putInt(bytes.position()).put(bytes.flip()).array();
    }

    /** Numeric features with their borders: index, place among all, borders, name. */
    private void numbers(int from, int features) {
        List<Integer> places = vector(from, features);
        for (int feature = 0; feature < features; feature++) {
            int[] fields = table(new int[] {0, 4, 4, 4, 4}, places.get(feature));
            bytes.putInt(fields[1], feature).putInt(fields[2], feature);
            point(fields[3]);
            bytes.putInt(BORDERS);
            for (int border = 0; border < BORDERS; border++) {
                bytes.putFloat(-1.9f + 3.8f * border / (BORDERS - 1));
            }
            point(fields[4]);
            text("feature_" + feature);
        }
    }

    private void facts(int from) {
        int[] fields = table(new int[] {4, 4}, vector(from, 1).getFirst());
        point(fields[0]);
        text("params");
        point(fields[1]);
        text("{\"loss_function\":{\"type\":\"Logloss\",\"params\":{}}}");
    }

    /**
     * A table with room for its fields, preceded by its list of places.
     *
     * @param widths of the fields; 0 for one that is left out
     * @param from the place that points to it
     * @return the fields' places
     */
    private int[] table(int[] widths, int from) {
        align(8);
        int list = bytes.position();
        int length = 4 + 2 * widths.length;
        // the table begins four bytes before a multiple of eight, behind its offset to the list
        int table = (list + length + 7) / 8 * 8 + 4;
        int[] places = new int[widths.length];
        int next = table + 4;
        for (int wide : new int[] {8, 4}) {
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] == wide) {
                    places[i] = next;
                    next += wide;
                }
            }
        }
        bytes.putShort(list, (short) length).putShort(list + 2, (short) (next - table));
        for (int i = 0; i < widths.length; i++) {
            bytes.putShort(list + 4 + 2 * i, (short) (widths[i] == 0 ? 0 : places[i] - table));
        }
        bytes.putInt(table, table - list).putInt(from, table - from);
        bytes.position(next);
        return places;
    }

    /** So many places that point to something, and one that points to them. */
    private List<Integer> vector(int from, int count) {
        point(from);
        bytes.putInt(count);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(bytes.position());
            bytes.putInt(0);
        }
        return places;
    }

    private void integers(int from, int... values) {
        point(from);
        bytes.putInt(values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
    }

    /** Behind a length of four bytes, numbers begin at a multiple of eight. */
    private void doubles(int from, double... values) {
        align(8);
        bytes.putInt(0);
        point(from);
        bytes.putInt(values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
    }

    private void text(String value) {
        byte[] content = value.getBytes(UTF_8);
        bytes.putInt(content.length).put(content).put((byte) 0);
    }

    /** What comes next is what this place points to. */
    private void point(int from) {
        align(4);
        bytes.putInt(from, bytes.position() - from);
    }

    private void align(int to) {
        while (bytes.position() % to != 0) {
            bytes.put((byte) 0);
        }
    }
}
