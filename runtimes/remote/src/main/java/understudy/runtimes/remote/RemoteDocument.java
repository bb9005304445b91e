package understudy.runtimes.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * What is uploaded as a version that is answered elsewhere: a small document, YAML or JSON, with the one key
 * {@code remote}. {@code docs/remote.md} has an example of each protocol.
 *
 * @param model the endpoint's name for it; empty where the protocol needs none
 * @param version empty for the endpoint's own choice
 * @param headers sent with each call; nothing confidential
 * @param timeout for one call, from 1 ms to 10 minutes
 * @param retries more tries where no answer came, 0 to 5
 * @param batch most rows in one call
 * @param concurrency most calls at the same time
 * @param authority certificates in PEM that the endpoint's is to be signed by; empty for those the machine trusts
 * @param format what rows look like, in the protocols that have several ways
 * @param signatureName TensorFlow's name of the signature to call
 * @param request of {@code json} (text with placeholders) and of {@code openai-completions} (the prompt)
 * @param response where each output is in the answer: JSON pointers, {@code *} for the row
 * @param messages of {@code openai-chat}
 * @param parameters sent with each call of the {@code openai-} protocols, e.g. {@code temperature}
 */
record RemoteDocument(
        Protocol protocol,
        Address url,
        String model,
        String version,
        Map<String, String> headers,
        Optional<Secret> secret,
        Duration timeout,
        int retries,
        int batch,
        int concurrency,
        Optional<String> authority,
        Optional<Signature> signature,
        String format,
        String signatureName,
        Optional<String> request,
        Map<String, String> response,
        List<Message> messages,
        ObjectNode parameters) {
    /** Larger ones are no documents of ours. */
    static final int LARGEST = 256 << 10;

    /** Only these may be named: a document is somebody's upload, and could send any other secret of the server away. */
    static final String VARIABLES = "UNDERSTUDY_REMOTE_";

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9._-]{1,100}(?<!-bin)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_RETRIES = 5;
    private static final int MOST_CALLS = 256;
    private static final int USUAL_CALLS = 8;
    private static final Set<String> CONFIDENTIAL =
            Set.of("authorization", "proxy-authorization", "cookie", "api-key", "x-api-key", "x-auth-token");
    /** What the client itself must say. */
    private static final Set<String> RESERVED = Set.of(
            "host", "connection", "content-length", "content-type", "expect", "upgrade", "transfer-encoding", "te",
            "inference-header-content-length");

    /**
     * @param variable name in the server's environment
     * @param prefix before its value, e.g. {@code "Bearer "}
     */
    record Secret(String header, String variable, String prefix) {}

    record Message(String role, String content) {}

    /**
     * @param file named in refusals
     * @throws Problem UNPROCESSABLE naming the field, the value and what is expected
     */
    static RemoteDocument read(String file, String text) {
        try {
            if (new YAMLMapper().readTree(text) instanceof ObjectNode document
                    && document.path("remote") instanceof ObjectNode remote
                    && document.size() == 1) {
                return read(new Fields("remote", remote));
            }
        } catch (JsonProcessingException malformed) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "'" + file + "' is neither YAML nor JSON"
                            + (malformed.getLocation() == null ? "" : " (line " + malformed.getLocation().getLineNr() + ")"),
                    "Is it cut off?");
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE, "'" + file + "' has no key 'remote' with an object, or others beside it",
                "See docs/remote.md for an example of each protocol");
    }

    private static RemoteDocument read(Fields fields) {
        String word = fields.required("protocol", "one of " + Protocol.words());
        Protocol protocol = Protocol.of(word)
                .orElseThrow(() -> fields.wrong("protocol", word, "one of " + Protocol.words()));
        RemoteDocument document = new RemoteDocument(
                protocol,
                Address.read(fields, fields.required("url", "an address such as https://host/path")),
                fields.text("model").orElse(""),
                fields.text("version").orElse(""),
                headers(fields),
                fields.object("secret").map(RemoteDocument::secret),
                timeout(fields),
                fields.whole("retries", 0, 0, MOST_RETRIES),
                fields.whole("batch", protocol.usualBatch(), 1, Integer.MAX_VALUE),
                fields.whole("concurrency", USUAL_CALLS, 1, MOST_CALLS),
                fields.text("certificate_authority"),
                fields.object("signature").map(SignatureDocument::read),
                fields.text("format").orElse(""),
                fields.text("signature_name").orElse("serving_default"),
                fields.text("request").or(() -> fields.text("prompt")),
                fields.map("response"),
                fields.objects("messages").stream().map(RemoteDocument::message).toList(),
                fields.node("parameters") instanceof ObjectNode given ? given : Json.object());
        fields.node("prompt");
        fields.finish();
        document.check(fields);
        return document;
    }

    private void check(Fields fields) {
        boolean local = url.isLoopback();
        if (secret.isPresent() && !url.isEncrypted() && !local) {
            throw fields.wrong("url", "http with a secret", "https, so that the secret stays one");
        }
        switch (protocol) {
            case OPEN_INFERENCE, OPEN_INFERENCE_GRPC -> needs(fields, "model", !model.isEmpty());
            case TENSORFLOW_SERVING -> {
                needs(fields, "model", !model.isEmpty());
                oneOf(fields, "row", "columnar");
            }
            case INVOCATIONS -> {
                needs(fields, "signature", signature.isPresent());
                oneOf(fields, "dataframe_split", "dataframe_records", "instances", "inputs");
            }
            case OPENAI_CHAT -> {
                needs(fields, "model", !model.isEmpty());
                needs(fields, "messages", !messages.isEmpty());
                needs(fields, "batch", batch == 1);
            }
            case OPENAI_COMPLETIONS -> {
                needs(fields, "model", !model.isEmpty());
                needs(fields, "prompt", request.isPresent());
            }
            case OPENAI_EMBEDDINGS -> needs(fields, "model", !model.isEmpty());
            case JSON -> {
                needs(fields, "signature", signature.isPresent());
                needs(fields, "request", request.isPresent());
                needs(fields, "response", !response.isEmpty());
            }
        }
    }

    private void needs(Fields fields, String name, boolean there) {
        if (!there) {
            throw fields.wrong(
                    name, name.equals("batch") ? Integer.toString(batch) : "nothing",
                    name.equals("batch") ? "1 for " + protocol.word() : protocol.word() + " needs it");
        }
    }

    private void oneOf(Fields fields, String... formats) {
        if (!format.isEmpty() && !List.of(formats).contains(format)) {
            throw fields.wrong("format", format, "one of " + List.of(formats));
        }
    }

    private static Secret secret(Fields fields) {
        String header = fields.text("header").orElse("Authorization");
        String variable = fields.required("environment", "the name of a variable");
        String prefix = fields.text("prefix").orElse("");
        fields.finish();
        if (!variable.matches(VARIABLES + "[A-Z0-9_]{1,100}")) {
            throw fields.wrong("environment", variable, "a name that begins with " + VARIABLES
                    + ", as no other secret of the server may be sent away");
        }
        checkHeader(fields, "header", header);
        checkPlain(fields, "prefix", prefix);
        return new Secret(header, variable, prefix);
    }

    private static Map<String, String> headers(Fields fields) {
        Map<String, String> headers = fields.map("headers");
        headers.forEach((name, value) -> {
            checkHeader(fields, "headers", name);
            if (CONFIDENTIAL.contains(name.toLowerCase(Locale.ROOT))) {
                throw fields.wrong("headers", name, "it under 'secret', since documents are kept and shown as they are");
            }
            checkPlain(fields, "headers", value);
        });
        return headers;
    }

    private static void checkHeader(Fields fields, String field, String name) {
        if (!HEADER.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw fields.wrong(field, name, "a header that the protocol leaves free");
        }
    }

    private static void checkPlain(Fields fields, String field, String value) {
        if (value.chars().anyMatch(letter -> letter < ' ' || letter > '~')) {
            throw fields.wrong(field, "a value that is not plain", "printable ASCII, as headers have it");
        }
    }

    private static Message message(Fields fields) {
        Message message = new Message(fields.required("role", "e.g. user"), fields.required("content", "a text"));
        fields.finish();
        return message;
    }

    private static Duration timeout(Fields fields) {
        Optional<String> text = fields.text("timeout");
        if (text.isEmpty()) {
            return PATIENCE;
        }
        Duration timeout = duration(text.get())
                .filter(time -> time.isPositive() && time.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> fields.wrong("timeout", text.get(), "e.g. 500ms or 10s, at most 10m"));
        return timeout;
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return Optional.of(switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            });
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }
}
