package understudy.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that run only when nobody else wants the processor, and leave it at once when a caller's thread does: Linux's
 * SCHED_IDLE (sched(7)). Java's own thread priorities do nothing there, and the lowest niceness still lets a thread end
 * its slice while a caller waits.
 */
final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final int THIS_THREAD = 0;
    private static final int SCHED_IDLE = 5;

    private Background() {}

    /** Platform threads of that kind; usual ones where the system has nothing like it. */
    static ThreadFactory of(ThreadFactory platform) {
        return work -> platform.newThread(() -> {
            if (!lower()) {
                LOG.info("work behind the scenes runs at normal priority: this system has none for single threads");
            }
            work.run();
        });
    }

    /** The calling thread, for good. */
    private static boolean lower() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        // gettid is there on Linux only; elsewhere the same call means another thing or the whole process
        if (library.find("gettid").isEmpty() || library.find("sched_setscheduler").isEmpty()) {
            return false;
        }
        MethodHandle set = linker.downcallHandle(
                library.findOrThrow("sched_setscheduler"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocate(ValueLayout.JAVA_INT);
            return (int) set.invokeExact(THIS_THREAD, SCHED_IDLE, priority) == 0;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException("sched_setscheduler throws nothing", checked);
        }
    }
}
