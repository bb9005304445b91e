package understudy.http;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.api.Paths;
import understudy.api.ProblemView;

/** Writes the interface's description (OpenAPI 3.1) from the very table requests are routed by, so that it cannot lie. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
    private static final Pattern QUERY = Pattern.compile("[?&]([a-z_]+)=");

    private final JsonMapper mapper;
    private final ObjectNode schemas;
    private final Set<String> described = new HashSet<>();

    private OpenApi(JsonMapper mapper) {
        this.mapper = mapper;
        this.schemas = mapper.createObjectNode();
    }

    static ObjectNode describe(List<Route> routes, String program, JsonMapper mapper) {
        OpenApi writer = new OpenApi(mapper);
        ObjectNode document = mapper.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Understudy").put("version", program);
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            if (!route.path().endsWith("*}")) {
                writer.operation(paths.withObjectProperty(route.path()), route);
            }
        }
        ObjectNode components = document.putObject("components");
        components.set("schemas", writer.schemas);
        components.putObject("securitySchemes").putObject("token").put("type", "http").put("scheme", "bearer");
        return document;
    }

    private void operation(ObjectNode path, Route route) {
        ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT));
        operation.put("summary", route.summary());
        operation.put("description", "Takes " + route.access().describe() + ".");
        if (route.access() != Access.OPEN) {
            operation.putArray("security").addObject().putArray("token");
        }
        ArrayNode parameters = operation.putArray("parameters");
        parameters(parameters, PARAMETER.matcher(route.path()), "path");
        parameters(parameters, QUERY.matcher(route.summary()), "query");
        route.takes().ifPresent(type -> content(operation.putObject("requestBody").put("required", true), "application/json", type));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode good = responses.putObject(Integer.toString(route.status())).put("description", "Done");
        route.gives().ifPresent(type -> content(good, "application/json", type));
        ObjectNode bad = responses.putObject("default").put("description", "What is wrong, and what to do about it");
        if (route.path().startsWith(Paths.API)) {
            content(bad, ProblemView.MEDIA_TYPE, ProblemView.class);
        }
    }

    private static void parameters(ArrayNode into, Matcher names, String in) {
        while (names.find()) {
            ObjectNode parameter = into.addObject().put("name", names.group(1)).put("in", in).put("required", in.equals("path"));
            parameter.putObject("schema").put("type", "string");
        }
    }

    private void content(ObjectNode into, String mediaType, Class<?> type) {
        into.putObject("content").putObject(mediaType).set("schema", schema(mapper.constructType(type)));
    }

    private ObjectNode schema(JavaType type) {
        Class<?> raw = type.getRawClass();
        ObjectNode schema = mapper.createObjectNode();
        if (raw == Optional.class) {
            return schema(type.containedTypeOrUnknown(0));
        }
        if (List.class.isAssignableFrom(raw)) {
            schema.put("type", "array").set("items", schema(type.getContentType()));
        } else if (type.isMapLikeType()) {
            schema.put("type", "object").set("additionalProperties", schema(type.getContentType()));
        } else if (raw.isRecord()) {
            return schema.put("$ref", "#/components/schemas/" + component(type));
        } else if (raw == Instant.class) {
            schema.put("type", "string").put("format", "date-time");
        } else if (raw == Duration.class) {
            schema.put("type", "string").put("format", "duration");
        } else if (raw == String.class) {
            schema.put("type", "string");
        } else if (raw == boolean.class || raw == Boolean.class) {
            schema.put("type", "boolean");
        } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            schema.put("type", "integer");
        } else if (raw == double.class || raw == Double.class) {
            schema.put("type", "number");
        }
        return schema;
    }

    private String component(JavaType type) {
        Class<?> raw = type.getRawClass();
        Class<?> outer = raw.getDeclaringClass();
        String name = outer == null ? raw.getSimpleName() : outer.getSimpleName() + "." + raw.getSimpleName();
        if (described.add(name)) {
            ObjectNode schema = schemas.putObject(name).put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = schema.putArray("required");
            for (BeanPropertyDefinition property :
                    mapper.getDeserializationConfig().introspect(type).findProperties()) {
                JavaType of = property.getPrimaryType();
                properties.set(property.getName(), schema(of));
                if (of.getRawClass() != Optional.class && !of.isContainerType()) {
                    required.add(property.getName());
                }
            }
        }
        return name;
    }
}
