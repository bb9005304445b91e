package understudy.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A registered model as MLflow has it.
 *
 * @param aliases the version's number by alias
 * @param versions in the order of their numbers
 */
record MlflowModel(
        String name,
        String description,
        Map<String, String> tags,
        Map<String, Integer> aliases,
        List<Version> versions) {
    private static final Set<String> LEADING = Set.of("champion", "production");
    private static final Set<String> REHEARSING = Set.of("challenger", "staging");
    /** Longer values are cut in a card, which has a bound of its own. */
    private static final int LONGEST_TEXT = 1_000;
    /** MLflow keeps prompts among its registered models, and marks them so. */
    private static final String PROMPT = "mlflow.prompt.is_prompt";

    /**
     * @param stage {@code None}, {@code Staging}, {@code Production} or {@code Archived}
     * @param status {@code READY} where its files are there
     * @param locations where its files may be, the likeliest first: URIs, or paths of the machine that wrote them
     */
    record Version(
            String model,
            int number,
            String stage,
            String status,
            String runId,
            String description,
            Map<String, String> tags,
            List<String> locations) {
        boolean isReady() {
            return status.isEmpty() || status.equals("READY");
        }
    }

    MlflowModel {
        tags = Map.copyOf(tags);
        aliases = new TreeMap<>(aliases);
        versions = versions.stream().sorted((one, other) -> Integer.compare(one.number, other.number)).toList();
    }

    boolean isPrompt() {
        return "true".equals(tags.get(PROMPT));
    }

    /** The name it has in Understudy: what is not allowed in one becomes a hyphen. Empty where nothing is left. */
    String validName() {
        String name = this.name.replaceAll("[^a-zA-Z0-9._-]+", "-").replaceAll("^[._-]+", "");
        return name.substring(0, Math.min(100, name.length()));
    }

    List<String> aliasesOf(Version version) {
        return aliases.entrySet().stream()
                .filter(alias -> alias.getValue() == version.number)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** An alias says more than a stage, and of several in a stage the newest leads. */
    Optional<Version> leading() {
        return newest(version -> hasAlias(version, LEADING))
                .or(() -> newest(version -> version.stage.equals("Production")));
    }

    boolean leads(Version version) {
        return leading().filter(version::equals).isPresent();
    }

    boolean rehearses(Version version) {
        return !leads(version) && (version.stage.equals("Staging") || hasAlias(version, REHEARSING));
    }

    private boolean hasAlias(Version version, Set<String> wanted) {
        return aliasesOf(version).stream().anyMatch(alias -> wanted.contains(alias.toLowerCase(Locale.ROOT)));
    }

    private Optional<Version> newest(Predicate<Version> wanted) {
        return versions.stream().filter(wanted).reduce((older, newer) -> newer);
    }

    /** What MLflow says of a version, for its card. */
    Map<String, Object> card(Version version) {
        Map<String, Object> said = new TreeMap<>();
        said.put("model", name);
        said.put("version", version.number);
        said.put("aliases", aliasesOf(version));
        said.put("tags", shortened(version.tags));
        said.put("model_tags", shortened(tags));
        Map.of("stage", version.stage, "run_id", version.runId, "description", version.description,
                        "model_description", description)
                .forEach((field, text) -> {
                    if (!text.isEmpty()) {
                        said.put(field, Table.shortened(text, LONGEST_TEXT));
                    }
                });
        return Map.of("mlflow", said);
    }

    private static Map<String, String> shortened(Map<String, String> tags) {
        Map<String, String> shortened = new TreeMap<>();
        tags.forEach((name, value) -> shortened.put(name, Table.shortened(value, LONGEST_TEXT)));
        return shortened;
    }
}
