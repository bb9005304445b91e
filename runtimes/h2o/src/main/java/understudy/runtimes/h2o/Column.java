package understudy.runtimes.h2o;

import hex.genmodel.MojoModel;
import hex.genmodel.easy.CategoricalEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;
import understudy.core.Tensor;

/**
 * One column of the training data and where its value goes in the row a model scores.
 *
 * @param index of a number in the row
 * @param encoder writes a category into the row, into one place or several
 * @param categories as trained; empty for a number
 */
record Column(String name, int index, Optional<CategoricalEncoder> encoder, List<String> categories) {
    /** The columns a model wants from callers, in the order of its training data. */
    static List<Column> of(MojoModel model) {
        Map<String, Integer> places = model.getCategoricalEncoding().createColumnMapping(model);
        Map<Integer, CategoricalEncoder> encoders =
                model.getCategoricalEncoding().createCategoricalEncoders(model, places);
        boolean encoded = model.getOrigNames() != null;
        String[] names = encoded ? model.getOrigNames() : model.features();
        String[][] domains = encoded ? model.getOrigDomainValues() : model.getDomainValues();
        Set<String> others = new HashSet<>();
        for (String other : new String[] {
            model._responseColumn, model._offsetColumn, model._foldColumn, model._treatmentColumn
        }) {
            if (other != null) {
                others.add(other);
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            Integer place = places.get(names[i]);
            if (!others.contains(names[i]) && place != null) {
                List<String> categories = domains[i] == null ? List.of() : List.of(domains[i]);
                columns.add(new Column(names[i], place, Optional.ofNullable(encoders.get(place)), categories));
            }
        }
        return columns;
    }

    boolean categorical() {
        return encoder.isPresent();
    }

    /**
     * Writes a value into a row of NaNs.
     *
     * @throws Problem INVALID for an unknown category where these are refused
     */
    void fill(Tensor from, int at, double[] row, boolean refuseUnknown) {
        if (encoder.isEmpty()) {
            row[index] = from.number(at);
        } else if (from.isMissing(at)) {
            encoder.get().encodeNA(row);
        } else if (!encoder.get().encodeCatValue(from.text(at), row)) {
            if (refuseUnknown) {
                throw unknown(from.text(at));
            }
            encoder.get().encodeNA(row);
        }
    }

    private Problem unknown(String value) {
        String known = categories.size() <= 10 ? categories.toString() : categories.size() + " categories of the training data";
        return new Problem(
                Problem.Code.INVALID,
                name + ": " + (value.length() <= 60 ? value : value.substring(0, 60) + "…") + " (expected: one of " + known + ")",
                "Register the version with the option " + H2oRuntime.UNKNOWN + "=missing to have such values taken as missing.");
    }
}
