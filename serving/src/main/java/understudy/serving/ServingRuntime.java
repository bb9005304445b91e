package understudy.serving;

/**
 * What can load one format of models. Found by {@link java.util.ServiceLoader}; an implementation has a public
 * constructor without parameters, and passes ServingRuntimeContract of the testkit.
 */
public interface ServingRuntime {
    /** One lower-case word, e.g. {@code onnx}. */
    String name();

    /** Whether the artifact looks like one of its own, by name and first bytes; reads little and throws nothing. */
    boolean accepts(Artifact artifact);

    /**
     * Loads one copy, ready to answer.
     *
     * @throws understudy.core.Problem UNPROCESSABLE, saying what is wrong with the artifact or not supported in it
     */
    Instance load(Artifact artifact, Loading loading);

    /** Whether its copies run outside this process by themselves. */
    default boolean worksElsewhere() {
        return false;
    }
}
