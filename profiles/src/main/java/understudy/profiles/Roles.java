package understudy.profiles;

import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/** Which columns mean more than a feature. @param time when a row happened */
public record Roles(Optional<String> time, Optional<String> score, Optional<String> label) {
    public static final Roles NONE = new Roles(Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws Problem (INVALID) for a name that is not there, a time that is none, a score that is no number */
    void check(List<SourceColumn> columns) {
        check(columns, "time", time, Optional.of(ColumnType.TIME));
        check(columns, "score", score, Optional.of(ColumnType.NUMBER));
        check(columns, "label", label, Optional.empty());
    }

    private static void check(
            List<SourceColumn> columns, String role, Optional<String> name, Optional<ColumnType> type) {
        if (name.isEmpty()) {
            return;
        }
        int found = SourceColumn.indexOf(columns, name.get());
        if (found < 0) {
            throw Problem.invalid(role, name.get(), "one of " + columns.stream().map(SourceColumn::name).toList());
        }
        if (type.isPresent() && columns.get(found).type() != type.get()) {
            String seen = "'" + name.get() + "', " + columns.get(found).type().label();
            throw Problem.invalid(role, seen, "a column of type " + type.get().label());
        }
    }
}
