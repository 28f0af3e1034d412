package io.signalbeam.agent.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads an RFC 9457 answer, or what a gateway says in its place. */
final class ApiRefusal {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private ApiRefusal() {}

    static RuntimeException of(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        var problem = problem(response.body());
        var code = text(problem, "code", "http-" + status);
        var message = text(problem, "detail", text(problem, "title", "HTTP " + status))
                + fieldErrors(problem)
                + " (" + response.request().method() + " " + response.uri().getPath() + ")";
        boolean mayPass = status == 408 || status == 425 || status == 429 || status >= 500;
        return mayPass
                ? new TransientFailure(code, message, retryAfter(response), null)
                : new PermanentFailure(code, message, null);
    }

    private static JsonNode problem(byte[] body) {
        try {
            return Json.lenient().readTree(body);
        } catch (IOException e) {
            return Json.lenient().createObjectNode();
        }
    }

    private static String text(JsonNode problem, String field, String otherwise) {
        var node = problem.path(field);
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : otherwise;
    }

    private static String fieldErrors(JsonNode problem) {
        var text = new StringBuilder();
        for (var error : problem.path("errors")) {
            text.append("; ")
                    .append(error.path("field").asText())
                    .append(": ")
                    .append(error.path("message").asText());
        }
        return text.toString();
    }

    private static @Nullable Duration retryAfter(HttpResponse<byte[]> response) {
        var seconds = response.headers().firstValue("Retry-After").orElse("");
        if (!seconds.matches("[0-9]{1,9}")) {
            return null;
        }
        var wait = Duration.ofSeconds(Long.parseLong(seconds));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
