package understudy.core;

/** One journalled input or output: its name and what was kept of it. */
public record Column(String name, Value value) {
    public static Column plain(NamedTensor named) {
        return new Column(named.name(), new Value.Plain(named.tensor()));
    }
}
