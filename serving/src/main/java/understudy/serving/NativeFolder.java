package understudy.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import understudy.core.Problem;

/**
 * Where runtimes unpack native libraries that come in jars: the folder of the system property
 * {@code understudy.natives} or, without it, {@code understudy-natives} in the folder of {@code java.io.tmpdir}. It is
 * kept, so that the next start need not unpack again, and it must belong to the user of this process: whoever can write
 * there runs code here.
 */
public final class NativeFolder {
    /** The system property's name. */
    public static final String PROPERTY = "understudy.natives";

    private NativeFolder() {}

    /**
     * The folder for one runtime, made if it is not there.
     *
     * @throws Problem UNAVAILABLE where it cannot be written or is somebody else's
     */
    public static Path of(String runtime) {
        String set = System.getProperty(PROPERTY, "");
        Path folder = (set.isEmpty() ? Path.of(System.getProperty("java.io.tmpdir"), "understudy-natives") : Path.of(set))
                .resolve(runtime);
        try {
            Files.createDirectories(folder);
            Path mine = Files.createTempFile(folder, "owner", "");
            boolean own = Files.getOwner(folder).equals(Files.getOwner(mine))
                    && (!set.isEmpty() || Files.getOwner(folder.resolve("..")).equals(Files.getOwner(mine)));
            Files.delete(mine);
            if (own) {
                Files.setPosixFilePermissions(folder, EnumSet.of(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
                return folder;
            }
        } catch (IOException | UnsupportedOperationException unwritable) {
            throw unusable(runtime, unwritable);
        }
        throw unusable(runtime, new IOException("it belongs to another user"));
    }

    private static Problem unusable(String runtime, Exception cause) {
        return new Problem(
                Problem.Code.UNAVAILABLE,
                "the runtime '" + runtime + "' cannot unpack its native libraries into a folder of its own",
                "Set the system property " + PROPERTY + " to a folder that only this server's user can write.",
                cause);
    }
}
