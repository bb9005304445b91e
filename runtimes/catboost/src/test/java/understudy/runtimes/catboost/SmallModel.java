package understudy.runtimes.catboost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.serving.Artifact;

/**
 * A few oblivious trees as a .cbm file, by the published schema (catboost/libs/model/flatbuffers, June 2022): {@code CBM1},
 * the length, TModelCore. Splits are counted over the borders of all numeric features, then the values of all one-hot
 * features; the answers of its splits are the bits of a leaf's number, lowest first.
 */
final class SmallModel {
    private final FlatBuffer buffer = new FlatBuffer();
    private final List<Integer> floats = new ArrayList<>();
    private final List<Integer> categories = new ArrayList<>();
    private final List<Integer> oneHots = new ArrayList<>();
    private final List<Integer> texts = new ArrayList<>();
    private final List<Integer> splits = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Double> leaves = new ArrayList<>();
    private final Map<String, String> facts = new TreeMap<>();
    private int dimension = 1;
    private double bias;
    private String version = "FlabuffersModel_v1";

    SmallModel number(String name, int flatIndex, float... borders) {
        int id = buffer.text(name);
        int values = buffer.floats(borders);
        floats.add(buffer.begin(6)
                .putNumber(1, floats.size())
                .putNumber(2, flatIndex)
                .put(3, values)
                .put(4, id)
                .end());
        return this;
    }

    /** @param hashes of the values that splits ask for */
    SmallModel category(String name, int flatIndex, int... hashes) {
        int id = buffer.text(name);
        int values = buffer.numbers(hashes);
        oneHots.add(buffer.begin(3).putNumber(0, categories.size()).put(1, values).end());
        categories.add(buffer.begin(4).putNumber(0, categories.size()).putNumber(1, flatIndex).put(2, id).end());
        return this;
    }

    SmallModel text(String name, int flatIndex) {
        int id = buffer.text(name);
        texts.add(buffer.begin(4).putNumber(0, texts.size()).putNumber(1, flatIndex).put(2, id).end());
        return this;
    }

    SmallModel dimension(int sums) {
        dimension = sums;
        return this;
    }

    SmallModel bias(double value) {
        bias = value;
        return this;
    }

    SmallModel version(String name) {
        version = name;
        return this;
    }

    SmallModel fact(String key, String json) {
        facts.put(key, json);
        return this;
    }

    SmallModel loss(String type) {
        return fact("params", "{\"loss_function\":{\"type\":\"" + type + "\",\"params\":{}}}");
    }

    /** @param values of the leaves, {@code dimension} numbers for each */
    SmallModel tree(List<Integer> of, double... values) {
        starts.add(splits.size());
        sizes.add(of.size());
        splits.addAll(of);
        for (double value : values) {
            leaves.add(value);
        }
        return this;
    }

    byte[] bytes() {
        int[] parts = {
            buffer.numbers(ints(splits)), buffer.numbers(ints(sizes)), buffer.numbers(ints(starts)),
            buffer.offsets(ints(categories)), buffer.offsets(ints(floats)), buffer.offsets(ints(oneHots)),
            buffer.offsets(), buffer.doubles(leaves.stream().mapToDouble(Double::doubleValue).toArray()),
            buffer.offsets(ints(texts))
        };
        int multiBias = buffer.doubles();
        FlatBuffer trees = buffer.begin(19).putDouble(14, 1).putDouble(15, bias).putNumber(0, dimension);
        for (int i = 0; i < 8; i++) {
            trees.put(1 + i, parts[i]);
        }
        int ensemble = trees.put(12, parts[8]).put(16, multiBias).end();
        List<Integer> pairs = new ArrayList<>();
        facts.forEach((key, value) -> {
            int name = buffer.text(key);
            int content = buffer.text(value);
            pairs.add(buffer.begin(2).put(0, name).put(1, content).end());
        });
        int information = buffer.offsets(ints(pairs));
        int format = buffer.text(version);
        int root = buffer.begin(4).put(0, format).put(1, ensemble).put(2, information).end();
        byte[] core = buffer.finish(root);
        return ByteBuffer.allocate(8 + core.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'C', 'B', 'M', '1'})
                .putInt(core.length)
                .put(core)
                .array();
    }

    Artifact in(Path folder) throws IOException {
        return new Artifact(Files.write(folder.resolve("0".repeat(64)), bytes()), "model.cbm", "0".repeat(64));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
