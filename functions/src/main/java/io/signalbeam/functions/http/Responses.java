package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatusType;
import io.signalbeam.shared.json.Json;
import java.util.Optional;

/** Writes answers, each with the headers that every answer has. */
final class Responses {
    private final HttpRequestMessage<Optional<String>> request;
    private final String correlationId;

    Responses(HttpRequestMessage<Optional<String>> request, String correlationId) {
        this.request = request;
        this.correlationId = correlationId;
    }

    HttpResponseMessage good(Reply reply) {
        var builder = start(reply.status());
        reply.headers().forEach(builder::header);
        var body = reply.body();
        if (body instanceof Text(String type, String text)) {
            builder.header("content-type", type).body(text);
        } else if (body != null) {
            builder.header("content-type", "application/json").body(Json.write(body));
        }
        return builder.build();
    }

    HttpResponseMessage problem(Problem problem) {
        var builder = start(problem.status());
        if (problem.status() == 401) {
            builder.header("www-authenticate", "Bearer");
        }
        problem.headers().forEach(builder::header);
        return builder.header("content-type", "application/problem+json")
                .body(Json.write(problem))
                .build();
    }

    private HttpResponseMessage.Builder start(int status) {
        return request.createResponseBuilder(HttpStatusType.custom(status))
                .header("cache-control", "no-store")
                .header("x-content-type-options", "nosniff")
                .header("x-correlation-id", correlationId);
    }
}
