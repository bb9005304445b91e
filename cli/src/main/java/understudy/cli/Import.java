package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.api.LineupView;
import understudy.api.Paths;
import understudy.api.ShadowRequest;
import understudy.api.VersionMetadata;
import understudy.api.VersionRequest;
import understudy.api.VersionView;

/** Carries an {@link ImportPlan} out. What the server refuses is noted, and the rest goes on. Not safe for threads. */
final class Import {
    private static final long WHOLE = 1_000;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final Pattern SAME = Pattern.compile("\\S+@([1-9][0-9]{0,8}) .*");

    private final RemoteServer server;
    private final MlflowRegistry registry;
    private final Connection connection;
    private final Map<String, String> options;
    private final List<String> withoutRole = new ArrayList<>();

    /** @param options how each version is to be run, by name */
    Import(RemoteServer server, MlflowRegistry registry, Connection connection, Map<String, String> options) {
        this.options = options;
        this.server = server;
        this.registry = registry;
        this.connection = connection;
    }

    /** Who did not get the role that was wanted, and why. */
    List<String> withoutRole() {
        return List.copyOf(withoutRole);
    }

    /** @return the plan, with what became of each version */
    ImportPlan carriedOut(ImportPlan plan) {
        long wanted = plan.items().stream().filter(Import::isWanted).count();
        List<ImportPlan.Item> done = new ArrayList<>();
        try (Progress whole = wanted == 0
                ? new Progress.Silent()
                : Progress.of("import", WHOLE, Progress.Unit.PERMILLE, connection.surroundings())) {
            long before = 0;
            for (List<ImportPlan.Item> model : plan.byModel()) {
                List<ImportPlan.Item> ofModel = new ArrayList<>();
                for (ImportPlan.Item item : model) {
                    long next = isWanted(item) ? before + 1 : before;
                    ofModel.add(taken(item, new Progress.Part(whole, share(before, wanted), share(next, wanted))));
                    before = next;
                }
                giveRoles(ofModel);
                done.addAll(ofModel);
            }
        }
        return new ImportPlan(done);
    }

    private static long share(long done, long wanted) {
        return wanted == 0 ? 0 : done * WHOLE / wanted;
    }

    private static boolean isWanted(ImportPlan.Item item) {
        return item.state() instanceof ImportPlan.Wanted;
    }

    /** Who leads first: a version must not lead to become a shadow, and the first one may by itself. */
    private void giveRoles(List<ImportPlan.Item> model) {
        model.stream()
                .filter(ImportPlan.Item::getsRole)
                .sorted(Comparator.comparing(ImportPlan.Item::role))
                .forEach(this::giveRole);
    }

    private ImportPlan.Item taken(ImportPlan.Item item, Progress.Part progress) {
        return isWanted(item) ? item.now(registered(item, progress)) : item;
    }

    private ImportPlan.State registered(ImportPlan.Item item, Progress.Part progress) {
        try (MlflowRegistry.Fetched fetched =
                        registry.fetch(item.version(), bytes -> progress.fetched(bytes, item.origin()));
                Upload upload = Upload.of(fetched.path(), name(item, fetched))) {
            JsonNode answer = server.upload(
                    Paths.of(Paths.VERSIONS, item.name()),
                    upload.body(Json.bytes(metadata(item)), progress.of(upload.size(), item.origin())),
                    Upload.type());
            return new ImportPlan.Registered(Json.as(answer, VersionView.class).version());
        } catch (Refusal refusal) {
            return refusal.status() == CONFLICT ? sameThere(refusal) : ImportPlan.Impossible.because(refusal);
        } finally {
            progress.close();
        }
    }

    private VersionMetadata metadata(ImportPlan.Item item) {
        return new VersionMetadata(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), options, item.model().card(item.version()));
    }

    private static String name(ImportPlan.Item item, MlflowRegistry.Fetched fetched) {
        return Files.isDirectory(fetched.path()) ? item.name() : fetched.path().getFileName().toString();
    }

    /** The server's sentence begins with the version that is the same. */
    private static ImportPlan.State sameThere(Refusal refusal) {
        Matcher same = SAME.matcher(refusal.fact());
        return same.matches()
                ? new ImportPlan.There(Integer.parseInt(same.group(1)))
                : ImportPlan.Impossible.because(refusal);
    }

    private void giveRole(ImportPlan.Item item) {
        int version = item.number().orElseThrow();
        try {
            if (item.role().equals("shadow")) {
                server.post(
                        Paths.of(Paths.SHADOW, item.name()), new ShadowRequest(version, Optional.empty(), Optional.empty()));
            } else if (champion(item.name()).filter(leads -> leads == version).isEmpty()) {
                server.post(Paths.of(Paths.PROMOTE, item.name()), new VersionRequest(version));
            }
        } catch (Refusal refusal) {
            withoutRole.add(item.name() + "@" + version + " is no " + item.role() + ": " + refusal.fact()
                    + (refusal.remedy().isEmpty() ? "" : ". " + refusal.remedy()));
        }
    }

    private Optional<Integer> champion(String model) {
        try {
            return Optional.of(Json.as(server.get(Paths.of(Paths.LINEUP, model)), LineupView.class).champion());
        } catch (Refusal refusal) {
            if (refusal.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refusal;
        }
    }
}
