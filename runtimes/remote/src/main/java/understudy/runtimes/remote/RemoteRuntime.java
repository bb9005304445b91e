package understudy.runtimes.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Versions that are answered elsewhere: the artifact is a small document, {@code *.remote.yml}, that says where and how.
 * {@code docs/remote.md} has an example of each protocol. Which hosts may be called is set by the system property
 * {@value #ALLOW}: hosts divided by commas; any where it is not set.
 */
public final class RemoteRuntime implements ServingRuntime {
    public static final String ALLOW = "understudy.remote.allow";

    private static final int HEAD = 4096;
    private static final Pattern FIRST_KEY =
            Pattern.compile("\\A(?:\\s+|#[^\\n]*(?:\\n|\\z)|---[ \\t]*\\n)*(?:\\{\\s*)?[\"']?remote[\"']?\\s*:");

    private final Surroundings surroundings;

    /** Knows no variables of the environment: documents that name one are refused. */
    public RemoteRuntime() {
        this(_ -> Optional.empty());
    }

    /** @param environment a variable's value by its name; asked only for names that begin with {@code UNDERSTUDY_REMOTE_} */
    public RemoteRuntime(Function<String, Optional<String>> environment) {
        this(new Surroundings(
                environment,
                Destinations.of(System.getProperty(ALLOW, "*")),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos())));
    }

    RemoteRuntime(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public String name() {
        return "remote";
    }

    @Override
    public boolean worksElsewhere() {
        return true;
    }

    @Override
    public boolean accepts(Artifact artifact) {
        String name = artifact.fileName().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".yml") && !name.endsWith(".yaml") && !name.endsWith(".json")) {
            return false;
        }
        try (InputStream content = Files.newInputStream(artifact.path())) {
            return FIRST_KEY.matcher(new String(content.readNBytes(HEAD), StandardCharsets.UTF_8)).find();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Asks the endpoint what it has, where the protocol has a way to. A version that is loaded again is loaded also while
     * its endpoint is down: then calls find out.
     */
    @Override
    public Instance load(Artifact artifact, Loading loading) {
        RemoteDocument document = RemoteDocument.read(artifact.fileName(), text(artifact));
        Map<String, String> confidential = confidential(document);
        Wording wording = new Wording(
                "the endpoint " + document.url().shown(), document.secret().stream().map(this::value).toList());
        Optional<Signature> wanted = loading.signature().or(document::signature);
        Conversation conversation = conversation(document, confidential, wording, wanted);
        try {
            Conversation.Described described = described(conversation, loading, wording);
            Signature signature = Agreement.of(wanted, described.signature(), document, wording);
            String library = ("remote 1, " + document.protocol().word() + " " + described.library()).strip();
            return new RemoteInstance(document, conversation, signature, library, wording, surroundings);
        } catch (RuntimeException refused) {
            conversation.close();
            throw refused;
        }
    }

    private static Conversation.Described described(Conversation conversation, Loading loading, Wording wording) {
        try {
            return conversation.described();
        } catch (Unanswered down) {
            if (loading.signature().isPresent()) {
                return new Conversation.Described(Optional.empty(), "");
            }
            throw wording.unprocessable(wording.broken(down).fact(), "Start it first, and check the document's url");
        }
    }

    private Conversation conversation(
            RemoteDocument document, Map<String, String> confidential, Wording wording, Optional<Signature> wanted) {
        Destinations destinations = surroundings.destinations();
        if (document.protocol() == Protocol.OPEN_INFERENCE_GRPC) {
            return new OpenInferenceGrpc(document, confidential, destinations, wording);
        }
        HttpEndpoint endpoint = new HttpEndpoint(document, confidential, destinations, wording);
        try {
            return switch (document.protocol()) {
                case OPEN_INFERENCE -> new OpenInferenceRest(document, endpoint);
                case INVOCATIONS -> new Invocations(document, endpoint);
                case TENSORFLOW_SERVING -> new TensorFlowServing(document, endpoint);
                case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_EMBEDDINGS -> {
                    OpenAi openAi = new OpenAi(document, endpoint);
                    openAi.check(wanted.orElseGet(() -> OpenAi.usual(document)));
                    yield openAi;
                }
                case JSON -> new JsonCalls(document, endpoint, wanted.orElseThrow());
                case OPEN_INFERENCE_GRPC -> throw new IllegalStateException("spoken above");
            };
        } catch (RuntimeException refused) {
            endpoint.close();
            throw refused;
        }
    }

    private Map<String, String> confidential(RemoteDocument document) {
        return document.secret()
                .map(secret -> Map.of(secret.header(), secret.prefix() + value(secret)))
                .orElse(Map.of());
    }

    private String value(RemoteDocument.Secret secret) {
        Optional<String> value = surroundings.environment().apply(secret.variable());
        return value.map(String::strip)
                .filter(text -> !text.isEmpty() && text.chars().allMatch(letter -> letter > ' ' && letter < 127))
                .orElseThrow(() -> new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "remote.secret.environment: the server has no variable " + secret.variable()
                                + (value.isPresent() ? " of one plain word" : ""),
                        "Start the server with it"));
    }

    private static String text(Artifact artifact) {
        try {
            if (!Files.isRegularFile(artifact.path()) || Files.size(artifact.path()) > RemoteDocument.LARGEST) {
                throw unreadable(artifact);
            }
            return Files.readString(artifact.path());
        } catch (MalformedInputException binary) {
            throw unreadable(artifact);
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' cannot be read", "Upload it again",
                            unreadable);
        }
    }

    private static Problem unreadable(Artifact artifact) {
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                "'" + artifact.fileName() + "' is no text file of at most " + (RemoteDocument.LARGEST >> 10) + " KB",
                "See docs/remote.md for an example of each protocol");
    }
}
