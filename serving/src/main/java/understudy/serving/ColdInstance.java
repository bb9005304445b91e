package understudy.serving;

import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/** Stands where a copy is not loaded: says what the version takes and gives, and is never asked. */
record ColdInstance(Signature signature) implements Instance {
    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        throw new IllegalStateException("asked while it is not loaded");
    }

    @Override
    public String library() {
        return "";
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
