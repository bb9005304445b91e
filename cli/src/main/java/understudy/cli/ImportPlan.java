package understudy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.api.ModelView;
import understudy.api.VersionView;

/** What becomes of MLflow's versions, model by model in MLflow's order. */
record ImportPlan(List<Item> items) {
    /** Where a version is on its way. */
    sealed interface State {}

    record Wanted() implements State {}

    record There(int version) implements State {}

    record Registered(int version) implements State {}

    record Impossible(String fact, String remedy) implements State {
        static Impossible because(Refusal refusal) {
            return new Impossible(refusal.fact(), refusal.remedy());
        }
    }

    /**
     * One version.
     *
     * @param name of the model in Understudy
     * @param founding whether the model was not there before
     */
    record Item(MlflowModel model, MlflowModel.Version version, String name, boolean founding, State state) {
        Item now(State other) {
            return new Item(model, version, name, founding, other);
        }

        Optional<Integer> number() {
            return switch (state) {
                case There there -> Optional.of(there.version);
                case Registered registered -> Optional.of(registered.version);
                case Wanted wanted -> Optional.empty();
                case Impossible impossible -> Optional.empty();
            };
        }

        String origin() {
            return model.name() + " " + version.number();
        }

        /** The role it is to have, or the empty string. */
        String role() {
            return model.leads(version) ? "champion" : model.rehearses(version) ? "shadow" : "";
        }

        /** Roles are for what comes: a version that is there already keeps the role that people gave it since. */
        boolean getsRole() {
            return !role().isEmpty() && (state instanceof Registered || founding && state instanceof There);
        }

        private String marks() {
            List<String> marks = new ArrayList<>(model.aliasesOf(version).stream().map(alias -> "@" + alias).toList());
            if (!version.stage().isEmpty() && !version.stage().equals("None")) {
                marks.add(version.stage());
            }
            return String.join(", ", marks);
        }

        private String inWords() {
            return switch (state) {
                case Wanted wanted -> "new";
                case There there -> "there already";
                case Registered registered -> "registered";
                case Impossible impossible -> "cannot be registered";
            };
        }

        private String becomes() {
            return number().map(number -> name + "@" + number).orElse(state instanceof Impossible ? "–" : name);
        }

        ObjectNode shown() {
            ObjectNode shown = Json.object()
                    .put("mlflow_model", model.name())
                    .put("mlflow_version", version.number())
                    .put("model", name)
                    .put("role", role())
                    .put("state", inWords());
            number().ifPresent(number -> shown.put("version", number));
            if (state instanceof Impossible impossible) {
                shown.put("problem", impossible.fact).put("remedy", impossible.remedy);
            }
            return shown;
        }
    }

    /** @param there the server's models */
    static ImportPlan of(MlflowRegistry registry, List<MlflowModel> models, List<ModelView> there) {
        Map<String, String> taken = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (MlflowModel model : models) {
            String name = model.validName();
            Optional<ModelView> same = there.stream().filter(one -> one.name().equals(name)).findFirst();
            Optional<String> namesake = Optional.ofNullable(taken.putIfAbsent(name, model.name()));
            Optional<Impossible> obstacle = obstacle(model, name, namesake);
            model.versions().forEach(version -> items.add(new Item(
                    model, version, name, same.isEmpty(),
                    obstacle.<State>map(why -> why).orElseGet(() -> state(registry, version, same)))));
        }
        return new ImportPlan(items);
    }

    private static Optional<Impossible> obstacle(MlflowModel model, String name, Optional<String> namesake) {
        String remedy = "Rename it in MLflow";
        if (name.isEmpty()) {
            return Optional.of(new Impossible("nothing in '" + model.name() + "' can be in a name here", remedy));
        }
        return namesake.map(other ->
                new Impossible("'" + model.name() + "' and '" + other + "' would both be called '" + name + "'", remedy));
    }

    private static State state(MlflowRegistry registry, MlflowModel.Version version, Optional<ModelView> model) {
        Optional<There> there = model.stream()
                .flatMap(one -> one.versions().stream())
                .filter(one -> isFrom(version, one))
                .map(one -> new There(one.version()))
                .findFirst();
        if (there.isPresent()) {
            return there.get();
        }
        try {
            registry.check(version);
            return new Wanted();
        } catch (Refusal refusal) {
            return Impossible.because(refusal);
        }
    }

    /** An import notes in the card what it brought. */
    private static boolean isFrom(MlflowModel.Version version, VersionView there) {
        return there.card().get("mlflow") instanceof Map<?, ?> origin
                && Objects.equals(origin.get("model"), version.model())
                && origin.get("version") instanceof Number number
                && number.intValue() == version.number();
    }

    /** In the order of the plan. */
    Collection<List<Item>> byModel() {
        return items.stream()
                .collect(Collectors.groupingBy(item -> item.model().name(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    boolean isWhole() {
        return items.stream().noneMatch(item -> item.state() instanceof Impossible);
    }

    Table table() {
        Table table = new Table("mlflow", "alias, stage", "becomes", "role", "state");
        items.forEach(item -> table.row(item.origin(), item.marks(), item.becomes(), item.role(), item.inWords()));
        return table;
    }
}
