package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import understudy.core.DecisionRule;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Scores;
import understudy.core.Signature;

/**
 * A loaded version as callers see it: it takes and gives what a signature that need not be its own says. Holds its copy
 * loaded until it is closed. Safe for many threads.
 */
public final class BoundVersion implements AutoCloseable {
    /**
     * What a version said.
     *
     * @param outputs as the signature names them, in its order
     * @param actions one a row from the version's decision rule, which judges the version's own outputs; empty without
     */
    public record Said(List<NamedTensor> outputs, List<String> actions) {}

    private final Copy copy;
    private final Signature signature;
    private final String signatureDigest;
    private final Binding binding;
    private final RequestCheck check;
    private final Signature sealed;
    private final boolean elsewhere;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param copy entered already for this
     * @param signature what callers send and get
     * @param sealed the same with the privacy that holds for its features
     */
    BoundVersion(Copy copy, Signature signature, Signature sealed) {
        this.copy = copy;
        this.signature = signature;
        this.signatureDigest = Digests.of(signature);
        this.binding = Binding.of(signature, copy.signature(), copy.version().reference());
        this.check = new RequestCheck(signature);
        this.sealed = sealed;
        this.elsewhere = copy.version().isServedElsewhere();
    }

    public ModelVersion version() {
        return copy.version();
    }

    /** What callers send and get. */
    public Signature signature() {
        return signature;
    }

    public String signatureDigest() {
        return signatureDigest;
    }

    /** Name and version of what evaluates it. */
    public String library() {
        return copy.library();
    }

    /**
     * Answers on the calling thread, past admission: for those who work behind the scenes and yield by themselves.
     *
     * @param inputs as {@link #signature} names them, in its order, types and shapes, e.g. as journalled
     * @throws understudy.core.Problem INVALID for a value this version cannot take, UNPROCESSABLE or INTERNAL where it
     *     fails
     */
    public Said predict(List<NamedTensor> inputs, int rows) {
        List<NamedTensor> own = copy.predict(binding.inputs(inputs, rows), rows);
        return new Said(binding.outputs(own, rows), actions(own, rows));
    }

    /**
     * Answers rows as callers send them, past admission and the journal; they are checked like a caller's.
     *
     * @param sent one or more rows, inputs named as {@link #signature} names them
     * @throws understudy.core.Problem INVALID for what a caller would be refused; UNPROCESSABLE for a version that another
     *     platform serves, or where it fails; INTERNAL
     */
    public Said answer(List<NamedTensor> sent) {
        refuseElsewhere();
        RequestCheck.Checked checked = check.check(sent);
        return predict(checked.inputs(), checked.rows());
    }

    /** Whether requests may be asked in one call, their rows one after the other. */
    public boolean takesRequestsTogether() {
        return Rows.counted(signature) && Rows.counted(copy.signature());
    }

    /**
     * {@link #predict(List, int)} for several requests in one call; the answer's rows stand in the requests' order. Some
     * libraries round the last bits by how many rows they see.
     *
     * @param requests each as for one, of the same types and row shapes
     * @param rows of all together
     */
    public Said predictTogether(List<List<NamedTensor>> requests, int rows) {
        return predict(Rows.stacked(requests, rows), rows);
    }

    /** {@link #predict}, perhaps in one call with others that wait. @param where what a call runs on */
    Said predictAmongOthers(List<NamedTensor> inputs, int rows, Executor where) {
        List<NamedTensor> own = copy.predictAmongOthers(binding.inputs(inputs, rows), rows, where);
        return new Said(binding.outputs(own, rows), actions(own, rows));
    }

    /** @throws understudy.core.Problem UNPROCESSABLE for a version that another platform serves */
    void refuseElsewhere() {
        if (elsewhere) {
            throw Elsewhere.cannotBeAsked(copy.version().reference());
        }
    }

    Copy copy() {
        return copy;
    }

    RequestCheck check() {
        return check;
    }

    Signature sealed() {
        return sealed;
    }

    private List<String> actions(List<NamedTensor> own, int rows) {
        Optional<DecisionRule> rule = copy.version().decision();
        if (rule.isEmpty()) {
            return List.of();
        }
        List<String> actions = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            actions.add(rule.get().action(Scores.of(copy.signature(), own, row)));
        }
        return actions;
    }

    /** Lets go of the copy; calls under way end first. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            copy.letGo();
            copy.leave();
        }
    }
}
