package understudy.runtimes.pmml;

import java.util.HashMap;
import java.util.Map;
import org.pmml4s.data.DataVal;
import org.pmml4s.metadata.AbstractField;
import org.pmml4s.metadata.Attribute;
import org.pmml4s.metadata.CategoricalAttribute;
import org.pmml4s.metadata.Field;
import org.pmml4s.model.MiningModel;
import org.pmml4s.model.Model;
import org.pmml4s.model.Segment;

/**
 * Categories of a field whose document lists none: those that the document mentions. Takes the place of the library's
 * own, which remembers each value it ever meets: an unguarded map that threads would break and callers could fill.
 * Any other value is valid and equal to none of them. Immutable.
 */
final class KnownCategories extends CategoricalAttribute {
    private static final double ANOTHER = -1;

    private final DataVal[] values;
    private final Map<DataVal, Double> codes = new HashMap<>();

    private KnownCategories(Attribute mentioned) {
        super(mentioned.invalidValues(), mentioned.missingValues(), mentioned.labels());
        this.values = mentioned.validValues();
        for (int code = 0; code < values.length; code++) {
            codes.put(values[code], (double) code);
        }
    }

    /** Closes the categories of all fields of a model and of the models in it; before anything is predicted. */
    static void close(Model model) {
        close(model.dataDictionary().fields());
        if (model.transformationDictionary().isDefined()) {
            close(model.transformationDictionary().get().fields());
        }
        closeLocal(model);
    }

    private static void closeLocal(Model model) {
        if (model.localTransformations().isDefined()) {
            close(model.localTransformations().get().fields());
        }
        close(model.candidateOutputFields());
        if (model instanceof MiningModel mining && mining.segmentation().isDefined()) {
            for (Segment segment : mining.segmentation().get().segments()) {
                closeLocal(segment.model());
            }
        }
    }

    private static void close(Field[] fields) {
        for (Field field : fields) {
            if (field instanceof AbstractField open && open.attribute().isMutable()) {
                open._attribute_$eq(new KnownCategories(open.attribute()));
            }
        }
    }

    @Override
    public DataVal[] validValues() {
        return values.clone();
    }

    @Override
    public double encode(DataVal value) {
        Double code = codes.get(value);
        if (code != null) {
            return code;
        }
        return isValidValue(value) ? ANOTHER : Double.NaN;
    }

    @Override
    public DataVal decode(int index) {
        return values[index];
    }
}
