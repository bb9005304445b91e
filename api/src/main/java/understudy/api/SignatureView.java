package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * Named, typed inputs and outputs; what a signature file holds.
 */
public record SignatureView(List<Input> inputs, List<Output> outputs) {
    /**
     * @param datatype BOOL, INT8 to INT64, UINT8 to UINT64, FP16, FP32, FP64 or BYTES
     * @param shape −1 where any length goes; the first dimension counts rows
     * @param features the columns in order; empty where the input is not a table
     */
    public record Input(String name, String datatype, List<Long> shape, List<Feature> features) {}

    /**
     * @param categories the values a category may take; empty for numbers and free text
     * @param optional whether it may be missing; {@code false} where absent
     * @param privacy {@code keep} (where absent), {@code hash}, {@code encrypt} or {@code drop}
     */
    public record Feature(String name, List<String> categories, Optional<Boolean> optional, Optional<String> privacy) {}

    /**
     * @param meaning {@code score}, {@code label}, {@code value} or {@code other} (where absent)
     * @param classes names of the classes in the order of a score's columns, or of the codes of a label
     */
    public record Output(
            String name, String datatype, List<Long> shape, Optional<String> meaning, List<String> classes) {}
}
