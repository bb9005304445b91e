package understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files people write: YAML, and so JSON. */
final class Yaml {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES, YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES, YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private Yaml() {}

    /** Each document of a file. @throws Refusal for a file that is not there, or no YAML */
    static List<JsonNode> documents(Path file) {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> read = MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (read.hasNextValue()) {
                JsonNode document = read.nextValue();
                if (!document.isNull() && !document.isMissingNode()) {
                    documents.add(document);
                }
            }
            return documents;
        } catch (JsonProcessingException e) {
            throw wrong(file, e);
        } catch (java.io.FileNotFoundException | NoSuchFileException e) {
            throw Refusal.failed("there is no file " + file, "Give the path of one that is there", e);
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    /** A file of one document. */
    static <T> T read(Path file, Class<T> type) {
        List<JsonNode> documents = documents(file);
        if (documents.size() != 1) {
            throw Refusal.failed(file + " holds " + documents.size() + " documents (expected: 1)", "");
        }
        return as(documents.getFirst(), type, file);
    }

    static <T> T as(JsonNode document, Class<T> type, Path file) {
        try {
            return Json.strictly(document, type);
        } catch (JsonProcessingException e) {
            throw wrong(file, e);
        }
    }

    static String text(JsonNode document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no YAML for " + document.getNodeType(), e);
        }
    }

    private static Refusal wrong(Path file, JsonProcessingException cause) {
        String where = cause.getLocation() == null || cause.getLocation().getLineNr() < 1
                ? ""
                : ", line " + cause.getLocation().getLineNr();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
            return Refusal.failed(
                    file + where + ": there is no field '" + unknown.getPropertyName() + "'",
                    Nearest.of(unknown.getPropertyName(), known)
                            .map(name -> "Did you mean '" + name + "'?")
                            .orElse("There are " + String.join(", ", known)),
                    cause);
        }
        String what = cause.getOriginalMessage();
        return Refusal.failed(file + where + ": " + what.lines().findFirst().orElse(what), "", cause);
    }
}
