package io.signalbeam.local.host.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import io.signalbeam.local.host.invoke.WorkerJson;
import io.signalbeam.local.http.HttpExchange.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer as functions build it. As in the Java worker, a header has one value, and a builder is its own message. */
final class ResponseMessage implements HttpResponseMessage, HttpResponseMessage.Builder {
    private final Map<String, String> headers = new HashMap<>();
    private HttpStatusType status = HttpStatus.OK;
    private @Nullable Object body;

    @Override
    public HttpStatusType getStatus() {
        return status;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public @Nullable Object getBody() {
        return body;
    }

    @Override
    public ResponseMessage status(HttpStatusType status) {
        this.status = status;
        return this;
    }

    @Override
    public ResponseMessage header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public ResponseMessage body(@Nullable Object body) {
        this.body = body;
        return this;
    }

    @Override
    public HttpResponseMessage build() {
        return this;
    }

    /** What goes over the wire for what a function returned; anything but a message is the body of a 200. */
    static Response wire(@Nullable Object returned) throws JsonProcessingException {
        if (returned == null) {
            return Response.of(204);
        }
        if (returned instanceof ResponseMessage message) {
            var headers = new HashMap<String, List<String>>();
            message.headers.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
            return wire(message.getStatusCode(), headers, message.body);
        }
        return wire(200, new HashMap<>(), returned);
    }

    private static Response wire(int status, Map<String, List<String>> headers, @Nullable Object body)
            throws JsonProcessingException {
        return switch (body) {
            case null -> new Response(status, headers, new byte[0]);
            case byte[] bytes -> new Response(status, typed(headers, "application/octet-stream"), bytes);
            case String text ->
                new Response(
                        status, typed(headers, "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
            default -> new Response(status, typed(headers, "application/json; charset=utf-8"), WorkerJson.bytes(body));
        };
    }

    private static Map<String, List<String>> typed(Map<String, List<String>> headers, String type) {
        headers.putIfAbsent("content-type", List.of(type));
        return headers;
    }
}
