package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;

/** Any JSON over HTTP: the request from a template, the outputs by pointers. */
final class JsonCalls implements Conversation {
    private final RemoteDocument document;
    private final HttpEndpoint endpoint;
    private final Template template;
    private final Pointers pointers;

    /** @throws Problem UNPROCESSABLE where template, pointers and signature do not fit together */
    JsonCalls(RemoteDocument document, HttpEndpoint endpoint, Signature signature) {
        this.document = document;
        this.endpoint = endpoint;
        this.template = Template.json("remote.request", document.request().orElseThrow(), Cells.names(signature));
        this.pointers = new Pointers(document.response(), signature);
        if (document.batch() > 1 && !template.takesManyRows()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "remote.batch: " + document.batch() + " (expected: 1 for a request without {{#rows}})", "");
        }
    }

    @Override
    public Described described() {
        return new Described(Optional.empty(), "");
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        Cells cells = Cells.of(signature, inputs);
        byte[] body = template.written(rows, cells::at).getBytes(UTF_8);
        HttpEndpoint.Reply reply = endpoint.post(document.url().uri(), body, Map.of());
        try {
            return pointers.read(reply.json(), signature);
        } catch (BadAnswer odd) {
            throw endpoint.wording().wrong(odd.what());
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
