package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends requests as they are, right or wrong. */
final class ApiClient {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final URI api;

    /** @param api scheme, host and port */
    ApiClient(URI api) {
        this.api = api;
    }

    /**
     * Sends it, and sends it again when the connection ended before an answer began: a server may end a kept connection at
     * any time, and this client repeats a POST by itself never (RFC 9112 §9.3.1).
     *
     * @throws IOException when that happens twice
     */
    FuzzAnswer send(FuzzRequest request) throws IOException, InterruptedException {
        var wire = request.at(api);
        try {
            return FuzzAnswer.of(http.send(wire, BodyHandlers.ofByteArray()));
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return FuzzAnswer.of(http.send(wire, BodyHandlers.ofByteArray()));
        }
    }

    /** Has the host run a timer's function at once; it may still run when this is back. */
    void runTimer(String function) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve("/admin/functions/" + function))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        var answer = FuzzAnswer.of(http.send(request, BodyHandlers.ofByteArray()));
        if (!answer.isSuccess()) {
            throw new IOException("the host was told to run " + function + ", and answered " + answer.status());
        }
    }

    /**
     * For what must go well, so that something can be tried on it.
     *
     * @throws IOException when it does not
     */
    JsonNode done(String method, String path, Pair credential, @Nullable Object body)
            throws IOException, InterruptedException {
        var headers = new ArrayList<>(List.of(credential));
        if (body != null) {
            headers.add(new Pair("content-type", "application/json"));
        }
        var request = new FuzzRequest(
                method,
                path,
                List.of(),
                headers,
                body == null ? null : FuzzRequest.utf8(Json.write(body)),
                List.of(),
                false);
        var answer = send(request);
        if (!answer.isSuccess()) {
            throw new IOException(method + " " + path + " was answered " + answer.status() + ": " + answer.body());
        }
        return answer.body().isEmpty()
                ? MissingNode.getInstance()
                : Json.lenient().readTree(answer.body());
    }
}
