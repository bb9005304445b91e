package understudy.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.core.Blobs;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.SubjectKeys;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.core.Value.Plain;

/**
 * What the journal may keep of values. Safe for many threads.
 *
 * <p>An input whose features are all of one privacy is sealed whole. A matrix of several keeps its place with the
 * private columns blanked (NaN, 0, or the empty text), and each of these stands beside it, sealed, as {@code X[3]}: what
 * may be read stays readable where every reader looks for it. Encrypted values belong to the person the request's key
 * names; a request without a key has nobody whose erasure could be honoured, so they are dropped.
 */
public final class Sealing {
    /** Larger values go to the content store. */
    private static final int LARGE = 64 << 10;

    private final SubjectKeys keys;
    private final Blobs blobs;
    private final Encryption encryption;

    public Sealing(SubjectKeys keys, Blobs blobs, Encryption encryption) {
        this.keys = keys;
        this.blobs = blobs;
        this.encryption = encryption;
    }

    /** @param values as the signature names them, in its order; its features say what may be kept */
    public List<Column> seal(Signature signature, List<NamedTensor> values, Optional<String> key) {
        List<Column> columns = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            seal(signature.inputs().get(i), values.get(i), key, columns);
        }
        return columns;
    }

    /** Outputs are kept as they are, or in the content store where they are large. */
    public List<Column> sealOutputs(List<NamedTensor> values) {
        List<Column> columns = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            columns.add(new Column(values.get(i).name(), plain(values.get(i).tensor())));
        }
        return columns;
    }

    /**
     * The values again, in their order.
     *
     * @throws Problem UNPROCESSABLE where one was hashed, dropped or erased, or is no longer in the content store
     */
    public List<NamedTensor> open(List<Column> columns) {
        Set<String> whole = new HashSet<>();
        columns.forEach(column -> whole.add(column.name()));
        List<NamedTensor> values = new ArrayList<>();
        for (Column column : columns) {
            Optional<Part> part = Part.of(column.name()).filter(there -> whole.contains(there.matrix()));
            Tensor opened = opened(column);
            if (part.isPresent()) {
                restore(values, part.get(), opened);
            } else {
                values.add(new NamedTensor(column.name(), opened));
            }
        }
        return values;
    }

    private void seal(Signature.Input input, NamedTensor value, Optional<String> key, List<Column> into) {
        List<Signature.Feature> features = input.features();
        if (features.isEmpty()) {
            into.add(new Column(input.name(), plain(value.tensor())));
            return;
        }
        Privacy first = features.getFirst().privacy();
        boolean same = true;
        for (int i = 1; i < features.size(); i++) {
            same &= features.get(i).privacy() == first;
        }
        if (same || value.tensor().rowSize() != features.size()) {
            into.add(new Column(input.name(), sealed(same ? first : strictest(features), value.tensor(), key)));
        } else {
            split(input, value.tensor(), key, into);
        }
    }

    private static Privacy strictest(List<Signature.Feature> features) {
        Privacy strictest = Privacy.KEEP;
        for (Signature.Feature feature : features) {
            strictest = feature.privacy().compareTo(strictest) > 0 ? feature.privacy() : strictest;
        }
        return strictest;
    }

    private void split(Signature.Input input, Tensor matrix, Optional<String> key, List<Column> into) {
        int rows = matrix.rows();
        int width = matrix.rowSize();
        Object kept = Casts.allocate(matrix.type(), rows * width);
        System.arraycopy(matrix.values(), 0, kept, 0, rows * width);
        Object blank = blank(matrix.type());
        List<Column> parts = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            Privacy privacy = input.features().get(column).privacy();
            if (privacy != Privacy.KEEP) {
                Object values = Casts.allocate(matrix.type(), rows);
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(matrix.values(), row * width + column, values, row, 1);
                    System.arraycopy(blank, 0, kept, row * width + column, 1);
                }
                Tensor part = Tensor.of(matrix.type(), new long[] {rows}, values);
                parts.add(new Column(new Part(input.name(), column).name(), sealed(privacy, part, key)));
            }
        }
        into.add(new Column(input.name(), plain(Tensor.of(matrix.type(), matrix.shape(), kept))));
        into.addAll(parts);
    }

    private static Object blank(DataType type) {
        return type.isFloating() || type == DataType.BYTES
                ? RequestCheck.missing(type, 1, new long[] {1}).values()
                : Casts.allocate(type, 1);
    }

    private static void restore(List<NamedTensor> values, Part part, Tensor column) {
        for (int i = 0; i < values.size(); i++) {
            Tensor matrix = values.get(i).tensor();
            if (values.get(i).name().equals(part.matrix())) {
                int width = matrix.rowSize();
                Object restored = Casts.allocate(matrix.type(), matrix.size());
                System.arraycopy(matrix.values(), 0, restored, 0, matrix.size());
                for (int row = 0; row < matrix.rows(); row++) {
                    System.arraycopy(column.values(), row, restored, row * width + part.column(), 1);
                }
                values.set(i, new NamedTensor(part.matrix(), Tensor.of(matrix.type(), matrix.shape(), restored)));
            }
        }
    }

    private Value sealed(Privacy privacy, Tensor tensor, Optional<String> key) {
        return switch (privacy) {
            case KEEP -> plain(tensor);
            case HASH -> hashed(tensor);
            case ENCRYPT -> key.isPresent() ? encrypted(tensor, keys.subject(key.get())) : new Value.Dropped();
            case DROP -> new Value.Dropped();
        };
    }

    private Value plain(Tensor tensor) {
        if (tensor.type().isNumeric()
                ? (long) tensor.size() * tensor.type().width() <= LARGE
                : TensorBytes.size(tensor) <= LARGE) {
            return new Plain(tensor);
        }
        return new Value.Blob(blobs.put(TensorBytes.write(tensor)), tensor.type(), tensor.shape());
    }

    private Value hashed(Tensor tensor) {
        String[] digests = new String[tensor.size()];
        for (int i = 0; i < digests.length; i++) {
            digests[i] = keys.digest(tensor.text(i).getBytes(UTF_8));
        }
        return new Value.Hashed(Tensor.texts(digests, tensor.shape()));
    }

    private Value encrypted(Tensor tensor, String subject) {
        byte[] sealed = encryption.seal(
                keys.keyFor(subject), TensorBytes.write(tensor), context(subject, tensor.type(), tensor.shape()));
        return new Value.Encrypted(subject, tensor.type(), tensor.shape(), sealed);
    }

    private Tensor opened(Column column) {
        return switch (column.value()) {
            case Plain plain -> plain.tensor();
            case Value.Hashed _ -> throw gone(column.name(), "was kept as a digest only");
            case Value.Dropped _ -> throw gone(column.name(), "was never kept");
            case Value.Encrypted encrypted -> keys.find(encrypted.subject())
                    .map(key -> encryption.open(
                            key, encrypted.sealed(), context(encrypted.subject(), encrypted.type(), encrypted.shape())))
                    .map(bytes -> TensorBytes.read(encrypted.type(), encrypted.shape(), bytes))
                    .orElseThrow(() -> gone(column.name(), "was erased"));
            case Value.Blob blob -> blobs.get(blob.digest())
                    .map(bytes -> TensorBytes.read(blob.type(), blob.shape(), bytes))
                    .orElseThrow(() -> gone(column.name(), "is no longer in the content store"));
        };
    }

    /** What a ciphertext is bound to, so that it cannot be passed off as another's, or as of another shape. */
    private static byte[] context(String subject, DataType type, long[] shape) {
        return (subject + "|" + type + Arrays.toString(shape))
                .getBytes(UTF_8);
    }

    private static Problem gone(String name, String why) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "'" + name + "' of this prediction " + why, "It cannot be run again");
    }

    /** A column of a matrix that stands beside it, written {@code matrix[column]}. */
    private record Part(String matrix, int column) {
        static Optional<Part> of(String name) {
            int open = name.lastIndexOf('[');
            boolean written = open > 0 && name.endsWith("]") && name.length() - open < 12;
            String digits = written ? name.substring(open + 1, name.length() - 1) : "";
            return !digits.isEmpty() && digits.chars().allMatch(Character::isDigit)
                    ? Optional.of(new Part(name.substring(0, open), Integer.parseInt(digits)))
                    : Optional.empty();
        }

        String name() {
            return matrix + "[" + column + "]";
        }
    }
}
