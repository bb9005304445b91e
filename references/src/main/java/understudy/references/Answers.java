package understudy.references;

import java.util.List;
import java.util.Map;
import understudy.profiles.Cells;
import understudy.profiles.SourceColumn;

/** Traffic is in the model's words already: only how good it was is counted. */
record Answers(Goodness goodness) implements LaidOut.Reader {
    @Override
    public List<SourceColumn> more() {
        return List.of();
    }

    @Override
    public SourceColumn label(SourceColumn column) {
        return column;
    }

    @Override
    public void read(Map<String, Cells> columns, int rows, long before) {
        goodness.add(columns, rows);
    }
}
