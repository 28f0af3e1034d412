package io.signalbeam.local.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP to the API, for what a script would do with curl. */
public final class CloudClient {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final URI api;

    /** @param api scheme, host and port, without a path */
    public CloudClient(URI api) {
        this.api = api;
    }

    /** A status and a body; the body of an empty answer is a missing node. */
    public record Answer(
            int status, JsonNode body, @Nullable String etag) {

        /**
         * Reads the body of an answer that must be a success.
         *
         * @throws IOException when it is not, with what the API said
         */
        public <T> T as(Class<T> type) throws IOException {
            return Json.lenient().treeToValue(ok(), type);
        }

        public JsonNode ok() throws IOException {
            if (status >= 300) {
                throw new IOException("the API answered " + status + ": " + body);
            }
            return body;
        }
    }

    /**
     * Sends one request.
     *
     * @param headers such as {@code authorization} or {@code x-api-key}
     * @param body written as JSON; absent sends none
     */
    public Answer send(String method, String path, Map<String, String> headers, @Nullable Object body)
            throws IOException, InterruptedException {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.writeBytes(body));
        return send(method, path, headers, body == null ? null : "application/json", publisher);
    }

    /** Puts a text as it is. */
    Answer putText(String path, Map<String, String> headers, byte[] text) throws IOException, InterruptedException {
        return send("PUT", path, headers, "text/plain", BodyPublishers.ofByteArray(text));
    }

    private Answer send(
            String method, String path, Map<String, String> headers, @Nullable String type, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (type != null) {
            request.header("content-type", type);
        }
        headers.forEach(request::header);
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        var node = answer.body().length == 0
                ? MissingNode.getInstance()
                : Json.lenient().readTree(answer.body());
        return new Answer(
                answer.statusCode(), node, answer.headers().firstValue("etag").orElse(null));
    }
}
