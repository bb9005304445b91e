package understudy.runtimes.remote;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How an endpoint is spoken to. */
enum Protocol {
    /** The Open Inference Protocol v2 over HTTP: KServe, Triton, MLServer, Understudy. */
    OPEN_INFERENCE("open-inference"),
    OPEN_INFERENCE_GRPC("open-inference-grpc"),
    /** What MLflow's scoring server and SageMaker's containers take. */
    INVOCATIONS("invocations"),
    TENSORFLOW_SERVING("tensorflow-serving"),
    OPENAI_CHAT("openai-chat"),
    OPENAI_COMPLETIONS("openai-completions"),
    OPENAI_EMBEDDINGS("openai-embeddings"),
    /** Any JSON over HTTP, by a template and pointers. */
    JSON("json");

    private final String word;

    Protocol(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Optional<Protocol> of(String word) {
        return Arrays.stream(values()).filter(protocol -> protocol.word.equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Protocol::word).toList();
    }

    /** Rows sent in one call where the document does not say. */
    int usualBatch() {
        return switch (this) {
            case OPEN_INFERENCE, OPEN_INFERENCE_GRPC, INVOCATIONS, TENSORFLOW_SERVING -> Integer.MAX_VALUE;
            case OPENAI_CHAT, OPENAI_COMPLETIONS, JSON -> 1;
            case OPENAI_EMBEDDINGS -> 64;
        };
    }
}
