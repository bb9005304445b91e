package understudy.runtimes.tensorflow;

import java.util.function.Supplier;
import org.tensorflow.TensorFlow;
import understudy.core.Problem;
import understudy.serving.NativeFolder;

/** TensorFlow itself: one in a process, unpacked when the first model needs it. */
final class Engine {
    private static final Object OPENING = new Object();

    private Engine() {}

    /**
     * Runs what may load native libraries. JavaCPP looks for its files by the thread's context class loader too, which in
     * a pack sees none of them.
     *
     * @throws Problem UNAVAILABLE where the native library cannot be unpacked or does not fit this machine
     */
    static <T> T with(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Engine.class.getClassLoader());
        try {
            synchronized (OPENING) {
                System.setProperty("org.bytedeco.javacpp.cachedir", NativeFolder.of("tensorflow").toString());
                // JavaCPP's own bounds are multiples of the heap, which says nothing about a model's size
                System.setProperty("org.bytedeco.javacpp.maxbytes", "0");
                System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
                TensorFlow.version();
            }
            return work.get();
        } catch (LinkageError unusable) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "TensorFlow does not start on this machine",
                    "The pack is for Linux on x86-64 with glibc; export the model as ONNX elsewhere.",
                    unusable);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
