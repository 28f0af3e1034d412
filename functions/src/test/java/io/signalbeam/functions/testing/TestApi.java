package io.signalbeam.functions.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.BindingName;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.app.App;
import io.signalbeam.functions.testing.FunctionRoutes.Route;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Calls the app's own function classes as the host does, and holds every answer against the OpenAPI document. Each caller
 * is an instance of its own, made by {@link #with}.
 */
public final class TestApi {
    private final App app;
    private final Map<String, String> headers;

    public TestApi(App app) {
        this(app, Map.of());
    }

    private TestApi(App app, Map<String, String> headers) {
        this.app = app;
        this.headers = Map.copyOf(headers);
    }

    /** The same caller with one more header. */
    public TestApi with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header.toLowerCase(Locale.ROOT), value);
        return new TestApi(app, more);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** @param body written as JSON, unless it is text */
    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    /** @param body {@link MissingNode} when there was none */
    public record Answer(int status, Map<String, String> headers, JsonNode body) {

        /** The answer, once its status is what it should be. */
        public Answer is(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }

        public Answer isProblem(int expected, String code) {
            is(expected);
            assertThat(body.path("code").asText()).as(body.toString()).isEqualTo(code);
            return this;
        }

        public String header(String name) {
            assertThat(headers).containsKey(name);
            return headers.get(name);
        }

        public String text(String pointer) {
            assertThat(body.at(pointer).isMissingNode())
                    .as(pointer + " in " + body)
                    .isFalse();
            return body.at(pointer).asText();
        }

        public List<String> texts(String list, String field) {
            return body.path(list)
                    .valueStream()
                    .map(item -> item.path(field).asText())
                    .toList();
        }
    }

    /** The path of something that a device can call, about itself. */
    public static String ownPath(Operation operation, String device) {
        return operation
                .path()
                .replace("{id}", device)
                .replace("{commandId}", device)
                .replace("{sha256}", "0".repeat(64));
    }

    public Answer send(String method, String pathAndQuery, Object body) {
        var uri = URI.create("http://localhost/api" + pathAndQuery);
        var path = uri.getPath().substring("/api".length());
        for (var route : FunctionRoutes.all()) {
            var values = route.match(method, path).orElse(null);
            if (values != null) {
                return call(route, values, request(method, uri, body));
            }
        }
        throw new AssertionError("no function for " + method + " " + path);
    }

    /**
     * Calls an operation with whatever stands in its path and query, be it nothing that a host would let through.
     *
     * @param path value of each of its path's parameters
     */
    public Answer invoke(Operation operation, Map<String, String> path, Map<String, String> query, Object body) {
        var route = FunctionRoutes.all().stream()
                .filter(candidate -> candidate.httpMethod().equals(operation.method())
                        && candidate.path().equals(operation.path()))
                .findFirst()
                .orElseThrow();
        var request = request(
                operation.method(),
                URI.create("http://localhost/api" + operation.path().replaceAll("[{}]", "")),
                body);
        return call(
                route,
                path,
                new FunctionRequest(
                        request.method(), request.uri(), request.headers(), Map.copyOf(query), request.body()));
    }

    private FunctionRequest request(String method, URI uri, Object body) {
        var all = new HashMap<>(headers);
        if (body != null) {
            all.putIfAbsent("content-type", "application/json");
        }
        var text = body == null || body instanceof String ? (String) body : Json.write(body);
        return new FunctionRequest(
                HttpMethod.value(method), uri, Map.copyOf(all), query(uri), Optional.ofNullable(text));
    }

    private static Map<String, String> query(URI uri) {
        var query = new LinkedHashMap<String, String>();
        if (uri.getRawQuery() != null) {
            for (var pair : uri.getRawQuery().split("&", -1)) {
                var parts = pair.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private Answer call(Route route, Map<String, String> values, FunctionRequest request) {
        try {
            var arguments = Arrays.stream(route.function().getParameters())
                    .map(parameter -> argument(parameter, values, request, route))
                    .toArray();
            var response = (FunctionRequest.Response)
                    route.function().invoke(app.get(route.function().getDeclaringClass()), arguments);
            return answer(route, response);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a function must answer whatever happens: " + route.name(), e);
        }
    }

    private static Object argument(
            Parameter parameter, Map<String, String> values, HttpRequestMessage<?> request, Route route) {
        if (parameter.getType() == HttpRequestMessage.class) {
            return request;
        }
        return parameter.getType() == ExecutionContext.class
                ? new Context(route.name())
                : values.get(parameter.getAnnotation(BindingName.class).value());
    }

    private static Answer answer(Route route, FunctionRequest.Response response) {
        try {
            var type = response.headers().getOrDefault("content-type", "").split(";", 2)[0];
            var body = body((String) response.getBody(), type);
            OpenApi.check(route.httpMethod(), route.path(), statusOf(response), type, body);
            assertThat(response.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsKey("x-correlation-id");
            return new Answer(statusOf(response), response.headers(), body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode body(String text, String type) throws JsonProcessingException {
        if (text == null) {
            return MissingNode.getInstance();
        }
        return type.endsWith("json") ? Json.strict().readTree(text) : TextNode.valueOf(text);
    }

    private static int statusOf(HttpResponseMessage response) {
        return response.getStatus().value();
    }

    private record Context(String getFunctionName) implements ExecutionContext {
        @Override
        public Logger getLogger() {
            return Logger.getLogger("function." + getFunctionName);
        }

        @Override
        public String getInvocationId() {
            return "test";
        }
    }
}
