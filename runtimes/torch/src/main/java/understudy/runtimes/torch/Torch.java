package understudy.runtimes.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDManager;
import understudy.core.Problem;
import understudy.serving.NativeFolder;

/** PyTorch itself: one in a process, opened when the first model needs it, and never from the network. */
final class Torch {
    private static final Object OPENING = new Object();

    private Torch() {}

    /**
     * A manager of native memory for one model. DJL finds its own classes and files by the thread's context class
     * loader, which in a pack sees neither.
     *
     * @throws Problem UNAVAILABLE where the native library cannot be unpacked or does not fit this machine
     */
    static PtNDManager manager() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Torch.class.getClassLoader());
        try {
            synchronized (OPENING) {
                System.setProperty("ai.djl.offline", "true");
                System.setProperty("OPT_OUT_TRACKING", "true");
                System.setProperty("ENGINE_CACHE_DIR", NativeFolder.of("torch").toString());
                // calls run side by side, so each is to use one core
                System.setProperty("ai.djl.pytorch.num_threads", "1");
                System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
                Engine engine = new PtEngineProvider().getEngine();
                return (PtNDManager) engine.newBaseManager();
            }
        } catch (LinkageError | RuntimeException unusable) {
            if (unusable instanceof Problem problem) {
                throw problem;
            }
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "PyTorch does not start on this machine",
                    "The pack is for Linux on x86-64 with glibc; export the model as ONNX elsewhere.",
                    unusable);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static String version() {
        return new PtEngineProvider().getEngine().getVersion();
    }
}
