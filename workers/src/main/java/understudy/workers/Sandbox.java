package understudy.workers;

import java.nio.file.Path;
import java.util.List;

/** The walls around a model's process. */
public final class Sandbox {
    private Sandbox() {}

    /**
     * @param tools folders where programs are looked for, as PATH names them
     * @param hidden folders no model's process may see, but for its own artifact: the server's data
     */
    public static Sandbox of(List<Path> tools, List<Path> hidden) {
        return new Sandbox();
    }

    /** What stands, and what this machine lacks. */
    public List<Wall> walls() {
        return List.of();
    }
}
