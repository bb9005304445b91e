package understudy.storage;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.DataType;

/** Which columns of a result hold features, and how each is written. */
record FeatureColumns(List<Column> columns) {
    private record Column(int index, boolean numeric, String name, DataType type) {}

    static FeatureColumns of(ResultSet rows, FeatureNames names) throws SQLException {
        List<Column> columns = new ArrayList<>();
        ResultSetMetaData all = rows.getMetaData();
        for (int i = 1; i <= all.getColumnCount(); i++) {
            String column = all.getColumnName(i);
            boolean numeric = column.startsWith("f_");
            if (numeric || column.startsWith("t_")) {
                Optional<FeatureNames.Feature> feature = names.ofColumn(column);
                columns.add(new Column(
                        i, numeric,
                        feature.map(FeatureNames.Feature::name).orElse(column.substring(2)),
                        feature.map(FeatureNames.Feature::type).orElse(DataType.FP64)));
            }
        }
        return new FeatureColumns(columns);
    }

    /** Those of the row it stands at, by name; a missing one is not there. */
    Map<String, String> read(ResultSet row) throws SQLException {
        Map<String, String> features = new LinkedHashMap<>();
        for (Column column : columns) {
            if (column.numeric) {
                double number = row.getDouble(column.index);
                if (!row.wasNull()) {
                    features.put(column.name, digits(number, column.type));
                }
            } else {
                String text = row.getString(column.index);
                if (text != null) {
                    features.put(column.name, text);
                }
            }
        }
        return features;
    }

    /** A number as its type would write it. */
    private static String digits(double number, DataType type) {
        return switch (type) {
            case FP16, FP32 -> Float.toString((float) number);
            case FP64, BYTES -> Double.toString(number);
            case BOOL -> Boolean.toString(number != 0);
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> Long.toString((long) number);
        };
    }
}
