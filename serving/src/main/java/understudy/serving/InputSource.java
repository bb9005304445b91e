package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/** How one input of a version is made from what callers of the model send. */
sealed interface InputSource {
    /** Names that mean no more than a position, as runtimes give where an artifact has none. */
    Pattern POSITION = Pattern.compile("f\\d+");

    NamedTensor take(List<NamedTensor> given, int rows);

    /** The tensor as it is, perhaps under another name. */
    record Same(int index, String name, Optional<String> renamed) implements InputSource {
        @Override
        public NamedTensor take(List<NamedTensor> given, int rows) {
            NamedTensor tensor = given.get(index);
            return renamed.isEmpty() ? tensor : new NamedTensor(name, tensor.tensor());
        }
    }

    /** The whole tensor in another type, or with a last dimension of 1 more or less. */
    record Whole(int index, String name, DataType type, int rank) implements InputSource {
        @Override
        public NamedTensor take(List<NamedTensor> given, int rows) {
            Tensor tensor = Casts.cast(name, given.get(index).tensor(), type);
            if (tensor.shape().length != rank) {
                tensor = rank == 1 ? tensor.reshaped(rows) : tensor.reshaped(rows, 1);
            }
            return new NamedTensor(name, tensor);
        }
    }

    /** Features collected from where they are: columns into a matrix, a column out of one, texts into codes. */
    record Gathered(String name, DataType type, int rank, List<FeatureSource> features) implements InputSource {
        @Override
        public NamedTensor take(List<NamedTensor> given, int rows) {
            int width = features.size();
            Object into = Casts.allocate(type, rows * width);
            for (int i = 0; i < width; i++) {
                features.get(i).fill(given, rows, type, into, i, width);
            }
            long[] shape = rank == 1 ? new long[] {rows} : new long[] {rows, width};
            return new NamedTensor(name, Tensor.of(type, shape, into));
        }
    }

    static InputSource of(Signature seen, Signature own, Signature.Input wanted, String reference) {
        int index = whole(seen, own, wanted);
        if (index >= 0) {
            Signature.Input there = seen.inputs().get(index);
            if (sameValues(there, wanted)) {
                boolean keepsName = there.name().equals(wanted.name());
                boolean sameShape = there.type() == wanted.type()
                        && there.shape().size() == wanted.shape().size();
                return sameShape
                        ? new Same(index, wanted.name(), keepsName ? Optional.empty() : Optional.of(wanted.name()))
                        : new Whole(index, wanted.name(), wanted.type(), wanted.shape().size());
            }
        }
        if (wanted.features().isEmpty()) {
            throw impossible(reference, "input '" + wanted.name() + "' of type " + wanted.type() + " and shape "
                    + wanted.shape());
        }
        List<FeatureSource> features = new ArrayList<>();
        for (Signature.Feature feature : wanted.features()) {
            features.add(FeatureSource.of(seen, feature, wanted.type())
                    .orElseThrow(() -> impossible(reference, "feature '" + feature.name() + "' as " + wanted.type())));
        }
        return new Gathered(wanted.name(), wanted.type(), wanted.shape().size(), features);
    }

    /** Index of the model's input that is this one whole, by name or because each has but one; −1 if there is none. */
    private static int whole(Signature seen, Signature own, Signature.Input wanted) {
        for (int i = 0; i < seen.inputs().size(); i++) {
            if (seen.inputs().get(i).name().equals(wanted.name())) {
                return i;
            }
        }
        return seen.inputs().size() == 1 && own.inputs().size() == 1 ? 0 : -1;
    }

    /** Whether the values mean the same in the same places, so that at most type and shape differ. */
    private static boolean sameValues(Signature.Input there, Signature.Input wanted) {
        return there.type().isNumeric() == wanted.type().isNumeric()
                && sameFeatures(there, wanted)
                && sameShape(there.shape(), wanted.shape());
    }

    private static boolean sameFeatures(Signature.Input there, Signature.Input wanted) {
        if (there.features().isEmpty() || wanted.features().isEmpty()) {
            return there.features().isEmpty() || wanted.shape().size() == there.shape().size();
        }
        if (there.features().size() != wanted.features().size()) {
            return false;
        }
        if (there.features().size() == 1) {
            return true;
        }
        boolean named = true;
        boolean positions = true;
        boolean wantedPositions = true;
        for (int i = 0; i < wanted.features().size(); i++) {
            String here = there.features().get(i).name();
            String name = wanted.features().get(i).name();
            named &= here.equals(name);
            positions &= POSITION.matcher(here).matches();
            wantedPositions &= POSITION.matcher(name).matches();
        }
        return named || positions || wantedPositions;
    }

    private static boolean sameShape(List<Long> there, List<Long> wanted) {
        if (there.size() != wanted.size()) {
            List<Long> longer = there.size() > wanted.size() ? there : wanted;
            return Math.min(there.size(), wanted.size()) == 1 && longer.size() == 2 && Math.abs(longer.get(1)) == 1;
        }
        for (int i = 1; i < there.size(); i++) {
            if (there.get(i) >= 0 && wanted.get(i) >= 0 && !there.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Problem impossible(String reference, String what) {
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                reference + " needs " + what + ", which the model's signature does not give",
                "Register it with a signature that names its inputs as the model does, or as another model");
    }
}
