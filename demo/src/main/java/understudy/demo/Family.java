package understudy.demo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.api.ModelView;
import understudy.api.VersionView;

/**
 * Brings the four versions to a server: the oldest answers, the others rehearse. What is there already stays as it is,
 * so that a promotion outlives a restart.
 */
final class Family {
    private final Server server;
    private final String name;

    Family(Server server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Each with its number on this server. */
    Map<LoanModel, Integer> settle() throws InterruptedException {
        List<VersionView> known = server.model(name).map(ModelView::versions).orElse(List.of());
        Map<LoanModel, Integer> numbers = new EnumMap<>(LoanModel.class);
        for (LoanModel version : LoanModel.values()) {
            String artifact = digest(version.artifact());
            Optional<VersionView> there =
                    known.stream().filter(view -> view.artifact().equals(artifact)).findFirst();
            numbers.put(version, there.isPresent() ? there.get().version() : server.register(name, version).version());
        }
        ModelView model = server.model(name).orElseThrow();
        if (model.champion().isEmpty()) {
            server.promote(name, numbers.getOrDefault(LoanModel.LOGISTIC_REGRESSION, 1));
            model = server.model(name).orElseThrow();
        }
        for (VersionView version : model.versions()) {
            if (version.role().isEmpty() && !version.retired() && numbers.containsValue(version.version())) {
                server.shadow(name, version.version());
            }
        }
        return numbers;
    }

    private static String digest(byte[] artifact) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(artifact));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
