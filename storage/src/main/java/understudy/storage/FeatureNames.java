package understudy.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Sha256;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.core.Value;

/**
 * What the features of a signature are called as columns: {@code f_<name>} for numbers, {@code t_<name>} for texts and
 * for digests of either, so that no column ever has two types. DuckDB does not tell cases apart: of names that differ
 * only in case each gets a part of its own digest.
 */
final class FeatureNames {
    static final FeatureNames NONE = new FeatureNames(new Signature(List.of(), List.of()));

    /** Wider inputs (pixels, embeddings) are kept in the entry only. */
    static final int MOST = 2_000;

    /** One feature of one request: element {@code row * stride + offset} of the tensor. */
    record Cell(String column, boolean numeric, Tensor tensor, int offset, int stride) {
        int index(int row) {
            return row * stride + offset;
        }
    }

    /** A feature as it is called and typed in the signature. */
    record Feature(String name, DataType type) {}

    /** What the features of one input are called, as numbers and as texts. */
    private record Columns(List<String> numbers, List<String> texts) {}

    private final Map<String, Columns> columns = new HashMap<>();
    private final Map<String, Feature> byEnding = new HashMap<>();
    private final Map<String, String> byName = new LinkedHashMap<>();

    FeatureNames(Signature signature) {
        Map<String, Integer> cases = new HashMap<>();
        signature.features().forEach(feature -> cases.merge(lower(feature.name()), 1, Integer::sum));
        for (Signature.Input input : signature.inputs()) {
            List<String> numbers = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (Signature.Feature feature : input.features()) {
                String name = feature.name();
                String ending =
                        cases.getOrDefault(lower(name), 1) == 1 ? name : name + "#" + Sha256.of(name).substring(0, 8);
                numbers.add(number(ending));
                texts.add(text(ending));
                byEnding.put(ending, new Feature(name, input.type()));
                byName.put(name, ending);
            }
            columns.put(input.name(), new Columns(numbers, texts));
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static String number(String ending) {
        return "f_" + ending;
    }

    static String text(String ending) {
        return "t_" + ending;
    }

    /** The column's name without its beginning. */
    Optional<String> ending(String feature) {
        return Optional.ofNullable(byName.get(feature));
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The feature a column holds; empty where this signature has none of that name. */
    Optional<Feature> ofColumn(String column) {
        return Optional.ofNullable(byEnding.get(column.substring(2)));
    }

    /** What can be read of a request of this signature; encrypted, dropped and very large values are not. */
    List<Cell> cells(List<Column> inputs, int rows) {
        List<Cell> cells = new ArrayList<>();
        for (Column input : inputs) {
            Columns known = columns.get(input.name());
            Optional<Tensor> tensor = switch (input.value()) {
                case Value.Plain(Tensor plain) -> Optional.of(plain);
                case Value.Hashed(Tensor digests) -> Optional.of(digests);
                case Value.Encrypted _, Value.Dropped _, Value.Blob _ -> Optional.empty();
            };
            if (tensor.isPresent() && known != null && tensor.get().size() == rows * known.numbers().size()) {
                boolean numeric = tensor.get().type().isNumeric();
                List<String> own = numeric ? known.numbers() : known.texts();
                for (int i = 0; i < own.size() && cells.size() < MOST; i++) {
                    cells.add(new Cell(own.get(i), numeric, tensor.get(), i, own.size()));
                }
            }
        }
        return cells;
    }
}
