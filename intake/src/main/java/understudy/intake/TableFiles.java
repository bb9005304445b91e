package understudy.intake;

import java.nio.file.Path;
import understudy.profiles.RowSource;

/** Opens files that are tables by themselves, such as Parquet. */
public interface TableFiles {
    /**
     * @param name for messages: no path
     * @throws understudy.core.Problem INVALID for a file that is none, or is damaged
     */
    RowSource open(Path file, String name);
}
