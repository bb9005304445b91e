package understudy.packs;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Where a pack's libraries come from. What it brings is checked by whoever asked. */
interface Source {
    /**
     * Puts each library into the folder, under its {@link Library#uniqueName}.
     *
     * @param progress told the share done, 0 to 1
     * @throws understudy.core.Problem UNAVAILABLE naming what cannot be had, and what to do
     */
    void bring(List<Library> libraries, Path folder, DoubleConsumer progress);
}
