package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Signature;

/** What servers say of a model's tensors. */
final class Metadata {
    record Tensor(String name, DataType type, List<Long> shape) {
        static Tensor of(String name, DataType type, long... shape) {
            return new Tensor(
                    name, type, Arrays.stream(shape).map(dimension -> Math.max(-1, dimension)).boxed().toList());
        }
    }

    private Metadata() {}

    /** Empty where it names no inputs or no outputs. */
    static Optional<Signature> signature(List<Tensor> inputs, List<Tensor> outputs) {
        if (inputs.isEmpty() || outputs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Signature(
                inputs.stream()
                        .map(input -> SignatureDocument.input(
                                input.name(), input.type(), input.shape(), inputs.size() == 1))
                        .toList(),
                outputs.stream()
                        .map(output -> SignatureDocument.output(
                                output.name(), output.type(), output.shape(), outputs.size() == 1))
                        .toList()));
    }

    static DataType type(String tensor, String name) throws BadAnswer {
        for (DataType type : DataType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new BadAnswer("names the type '" + name + "' for '" + tensor + "'");
    }

    static long[] longs(JsonNode list) {
        List<Long> longs = new ArrayList<>();
        list.forEach(one -> longs.add(one.asLong(-1)));
        return longs.stream().mapToLong(Long::longValue).toArray();
    }

    /** @throws understudy.core.Problem UNPROCESSABLE where the server lists its versions and this is none of them */
    static void checkVersion(Wording wording, String wanted, List<String> versions) {
        if (!wanted.isEmpty() && !versions.isEmpty() && !versions.contains(wanted)) {
            throw wording.unprocessable(
                    wording.shown(wording.endpoint() + " has no version " + wanted + " of the model; it has " + versions),
                    "Name one of these as remote.version");
        }
    }
}
