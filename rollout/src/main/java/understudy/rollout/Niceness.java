package understudy.rollout;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Lets a thread run only when nobody else wants the processor. Java's own thread priorities do nothing on Linux, where
 * niceness belongs to each thread (setpriority(2), "C library/kernel differences").
 */
final class Niceness {
    private static final int THIS_PROCESS_OR_THREAD = 0;
    private static final int LOWEST = 19;

    private Niceness() {}

    /**
     * Gives the calling platform thread nice 19, for good.
     *
     * @return whether it did; false where the system has no niceness of single threads
     */
    static boolean lowest() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        // gettid is there on Linux only; elsewhere setpriority would slow the whole process
        Optional<MemorySegment> threadId = library.find("gettid");
        Optional<MemorySegment> setPriority = library.find("setpriority");
        if (threadId.isEmpty() || setPriority.isEmpty()) {
            return false;
        }
        MethodHandle getThreadId =
                linker.downcallHandle(threadId.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        MethodHandle set = linker.downcallHandle(
                setPriority.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) set.invokeExact(THIS_PROCESS_OR_THREAD, (int) getThreadId.invokeExact(), LOWEST) == 0;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException("setpriority throws nothing", checked);
        }
    }
}
