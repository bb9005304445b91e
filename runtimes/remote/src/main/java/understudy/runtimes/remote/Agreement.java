package understudy.runtimes.remote;

import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;

/** Which signature holds: what was given, checked against what the endpoint says; else what the endpoint says. */
final class Agreement {
    private Agreement() {}

    /** @throws Problem UNPROCESSABLE naming what does not agree, or saying that nobody tells the signature */
    static Signature of(
            Optional<Signature> given, Optional<Signature> told, RemoteDocument document, Wording wording) {
        if (given.isPresent()) {
            told.ifPresent(there -> check(given.get(), there, wording));
            return given.get();
        }
        return told.orElseGet(() -> switch (document.protocol()) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_EMBEDDINGS -> OpenAi.usual(document);
            case OPEN_INFERENCE, OPEN_INFERENCE_GRPC, INVOCATIONS, TENSORFLOW_SERVING, JSON ->
                throw wording.unprocessable(
                        wording.endpoint() + " does not tell what it takes and gives", "Write it down as remote.signature");
        });
    }

    private static void check(Signature given, Signature there, Wording wording) {
        for (Signature.Input input : there.inputs()) {
            Signature.Input own = given.input(input.name())
                    .orElseThrow(() -> disagree(wording, "input '" + input.name() + "'", "nothing of it"));
            agree(wording, "input '" + input.name() + "'", own.type(), own.shape(), input.type(), input.shape());
        }
        if (given.inputs().size() != there.inputs().size()) {
            throw disagree(wording, there.inputs().size() + " inputs", given.inputs().size() + "");
        }
        for (Signature.Output own : given.outputs()) {
            Signature.Output output = there.outputs().stream()
                    .filter(one -> one.name().equals(own.name()))
                    .findFirst()
                    .orElseThrow(() -> disagree(
                            wording, "the outputs " + there.outputs().stream().map(Signature.Output::name).toList(),
                            "'" + own.name() + "'"));
            agree(wording, "output '" + own.name() + "'", own.type(), own.shape(), output.type(), output.shape());
        }
    }

    private static void agree(
            Wording wording, String what, DataType type, List<Long> shape, DataType thereType, List<Long> thereShape) {
        boolean same = type == thereType && shape.size() == thereShape.size();
        for (int i = 0; same && i < shape.size(); i++) {
            same = shape.get(i) < 0 || thereShape.get(i) < 0 || shape.get(i).equals(thereShape.get(i));
        }
        if (!same) {
            throw disagree(wording, what + " as " + thereType + " " + thereShape, type + " " + shape);
        }
    }

    private static Problem disagree(Wording wording, String there, String given) {
        return wording.unprocessable(
                wording.shown(wording.endpoint() + " has " + there + ", the signature says " + given),
                "Correct the signature, or leave it away");
    }
}
