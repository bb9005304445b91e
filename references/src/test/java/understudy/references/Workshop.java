package understudy.references;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.AuditEvent;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Privacy;
import understudy.core.Signature;
import understudy.core.Task;

/** References being made of small models' data, with an audit that remembers. */
final class Workshop {
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    final List<AuditEvent> audit = new ArrayList<>();
    final MemoryReferences store = new MemoryReferences();
    final References references;
    private final Path folder;

    Workshop(Path folder) {
        this(folder, new WrittenAnswers("", List.of()));
    }

    Workshop(Path folder, WrittenAnswers answers) {
        this(folder, answers, (model, version) -> {
            throw new AssertionError("nobody said that it may be asked");
        });
    }

    Workshop(Path folder, WrittenAnswers answers, Versions versions) {
        this.folder = folder;
        this.references = new References(
                store, DataFiles.texts(), answers, versions, audit::add, () -> NOW, Thread.ofPlatform().factory());
    }

    static Signature.Input number(String name) {
        return Signature.Input.column(name, DataType.FP64, true);
    }

    static Signature.Input text(String name) {
        return Signature.Input.column(name, DataType.BYTES, true);
    }

    static Signature.Input hashed(String name) {
        return new Signature.Input(
                name, DataType.BYTES, List.of(-1L), List.of(new Signature.Feature(name, List.of(), true, Privacy.HASH)));
    }

    static Model model(Task task, List<String> classes, Signature.Input... inputs) {
        Signature.Meaning meaning = task == Task.REGRESSION ? Signature.Meaning.VALUE : Signature.Meaning.SCORE;
        Signature signature = new Signature(
                List.of(inputs), List.of(new Signature.Output("out", DataType.FP64, List.of(-1L), meaning, classes)));
        return new Model("fraud", task, signature, "ann", "low", Duration.ZERO, NOW);
    }

    static Model binary(Signature.Input... inputs) {
        return model(Task.BINARY, List.of("good", "bad"), inputs);
    }

    static ModelVersion version(Model model, Optional<DecisionRule> decision) {
        return new ModelVersion(
                model.name(), 3, "d", "a", "m.onnx", "onnx", model.signature(), decision, "{}", Map.of(), List.of(), "ann",
                NOW, false);
    }

    static FileRoles roles(String score, String label) {
        return new FileRoles(
                Optional.of(score).filter(name -> !name.isEmpty()), Optional.empty(),
                Optional.of(label).filter(name -> !name.isEmpty()), Optional.empty(), Optional.empty(), false);
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Reference make(Model model, String text, FileRoles roles) {
        return make(model, file("train.csv", text), roles, Optional.empty());
    }

    Reference make(Model model, Path file, FileRoles roles, Optional<DecisionRule> decision) {
        return references.fromFile(model, version(model, decision), file, roles, share -> {}, "ann");
    }
}
