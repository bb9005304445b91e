package understudy.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Keeps room on the disk for a file without writing it: posix_fallocate(3). Safe for many threads. */
final class Space {
    /** From errno(3) on Linux. */
    private static final int NO_SPACE = 28;

    private static final int READABLE_AND_WRITABLE = 0666;

    private Space() {}

    /**
     * Makes the file with that many bytes, all of them zero.
     *
     * @return false where the system or the file system cannot; there may be a file then
     * @throws IOException if there is no space for it
     */
    static boolean reserve(Path file, long bytes) throws IOException {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        if (library.find("posix_fallocate").isEmpty()) {
            return false;
        }
        MethodHandle create = linker.downcallHandle(
                library.findOrThrow("creat"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle allocate = linker.downcallHandle(
                library.findOrThrow("posix_fallocate"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        MethodHandle close = linker.downcallHandle(
                library.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int error;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
            int descriptor = (int) create.invokeExact(path, READABLE_AND_WRITABLE);
            if (descriptor < 0) {
                return false;
            }
            int allocated = (int) allocate.invokeExact(descriptor, 0L, bytes);
            int closed = (int) close.invokeExact(descriptor);
            error = allocated == 0 ? closed : allocated;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException("these calls throw nothing", checked);
        }
        if (error == NO_SPACE) {
            throw new IOException(file + ": no space left for " + bytes + " bytes");
        }
        return error == 0;
    }
}
