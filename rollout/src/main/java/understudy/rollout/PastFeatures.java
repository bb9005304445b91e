package understudy.rollout;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Column;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.core.Value;

/**
 * The features of one row by name, written out when somebody looks: of a million requests nearly nobody does. A missing,
 * encrypted, dropped or very large one is not there; of a hashed one its digest is. For one thread.
 */
final class PastFeatures extends AbstractMap<String, String> {
    /** What the inputs of a signature call their columns. Safe for many threads. */
    static final class Names {
        private final Map<String, List<String>> byInput = new HashMap<>();

        Names(Signature signature) {
            signature.inputs().forEach(input -> byInput.put(
                    input.name(), input.features().stream().map(Signature.Feature::name).toList()));
        }
    }

    private final Names names;
    private final List<Column> inputs;
    private final int rows;
    private final int row;
    private Optional<Map<String, String>> written = Optional.empty();

    PastFeatures(Names names, List<Column> inputs, int rows, int row) {
        this.names = names;
        this.inputs = inputs;
        this.rows = rows;
        this.row = row;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return written().entrySet();
    }

    @Override
    public boolean containsKey(Object name) {
        return written().containsKey(name);
    }

    @Override
    @SuppressWarnings("NullAway") // a map says that something is not there with null
    public String get(Object name) {
        return written().get(name);
    }

    private Map<String, String> written() {
        if (written.isEmpty()) {
            Map<String, String> features = new LinkedHashMap<>();
            for (Column input : inputs) {
                List<String> columns = names.byInput.getOrDefault(input.name(), List.of());
                switch (input.value()) {
                    case Value.Plain(Tensor tensor) -> write(columns, tensor, features);
                    case Value.Hashed(Tensor digests) -> write(columns, digests, features);
                    case Value.Encrypted _, Value.Dropped _, Value.Blob _ -> {
                        // nothing to be read
                    }
                }
            }
            written = Optional.of(features);
        }
        return written.get();
    }

    private void write(List<String> columns, Tensor tensor, Map<String, String> into) {
        int width = columns.size();
        if (tensor.size() == rows * width) {
            for (int i = 0; i < width; i++) {
                if (!tensor.isMissing(row * width + i)) {
                    into.put(columns.get(i), tensor.text(row * width + i));
                }
            }
        }
    }
}
