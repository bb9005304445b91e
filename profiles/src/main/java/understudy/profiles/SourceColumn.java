package understudy.profiles;

import java.util.List;
import understudy.core.Problem;

/** A column's name and what it holds. @param name not blank, unique in its source */
public record SourceColumn(String name, ColumnType type) {
    public SourceColumn {
        if (name.isBlank()) {
            throw Problem.invalid("column", name, "a name");
        }
    }

    static int indexOf(List<SourceColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
