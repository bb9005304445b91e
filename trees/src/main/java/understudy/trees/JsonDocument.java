package understudy.trees;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import understudy.core.Problem;

/** JSON as XGBoost writes it: numbers may be NaN and infinite. */
final class JsonDocument implements Document {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final JsonParser json;

    JsonDocument(byte[] content) {
        this.json = read("a document", () -> JSON.createParser(content));
        next("a document");
    }

    @Override
    public void object(String where, Consumer<String> field) {
        expect(where, JsonToken.START_OBJECT);
        while (next(where) == JsonToken.FIELD_NAME) {
            String name = read(where, json::currentName);
            next(where);
            field.accept(name);
        }
    }

    @Override
    public void array(String where, Runnable element) {
        expect(where, JsonToken.START_ARRAY);
        while (next(where) != JsonToken.END_ARRAY) {
            element.run();
        }
    }

    @Override
    public String text(String where) {
        if (json.currentToken() == null || !json.currentToken().isScalarValue()) {
            throw wrong(where, "a text");
        }
        return read(where, json::getText);
    }

    @Override
    public int[] integers(String where) {
        Numbers numbers = new Numbers();
        array(where, () -> numbers.add(
                switch (json.currentToken()) {
                    case VALUE_TRUE -> 1;
                    case VALUE_FALSE -> 0;
                    case VALUE_NUMBER_INT -> read(where, json::getIntValue);
                    case null, default -> throw wrong(where, "whole numbers");
                }));
        return numbers.toIntegers();
    }

    @Override
    public float[] floats(String where) {
        Numbers numbers = new Numbers();
        array(where, () -> {
            if (json.currentToken() == null || !json.currentToken().isNumeric()) {
                throw wrong(where, "numbers");
            }
            numbers.add(read(where, json::getFloatValue));
        });
        return numbers.toFloats();
    }

    @Override
    public void skip(String where) {
        read(where, json::skipChildren);
    }

    @Override
    public void end(String where) {
        if (next(where) != null) {
            throw wrong(where, "the end of the file");
        }
    }

    /** @return null at the end of the file, as the parser does */
    private @Nullable JsonToken next(String where) {
        try {
            return json.nextToken();
        } catch (IOException e) {
            throw unreadable(where, e);
        }
    }

    private void expect(String where, JsonToken token) {
        if (json.currentToken() != token) {
            throw wrong(where, token == JsonToken.START_OBJECT ? "an object" : "an array");
        }
    }

    private Problem wrong(String where, String expected) {
        JsonToken token = json.currentToken();
        String found = token == null
                ? "the end of the file"
                : token.isStructStart() ? token.name() : read(where, json::getText);
        return Refusal.broken(where, found, expected);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(String where, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw unreadable(where, e);
        }
    }

    private static RuntimeException unreadable(String where, IOException e) {
        return e instanceof JsonProcessingException syntax
                ? Refusal.broken(where, syntax.getOriginalMessage(), "JSON as the library's save_model writes it")
                : new UncheckedIOException("an array in memory cannot fail to be read", e);
    }
}
