package io.signalbeam.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.http.HttpExchange.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpServiceTest {

    @Test
    void hands_over_method_path_query_headers_and_body_and_returns_the_answer() throws Exception {
        try (var service = HttpService.start(
                        "echo",
                        0,
                        request -> Response.of(
                                        201,
                                        "text/plain",
                                        (request.method() + " " + request.path() + " " + request.query() + " "
                                                        + request.header("X-A") + " "
                                                        + new String(request.body(), StandardCharsets.UTF_8))
                                                .getBytes(StandardCharsets.UTF_8))
                                .with("x-b", "2"));
                var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/a%20b?c=d%26"))
                            .header("x-a", "1")
                            .POST(HttpRequest.BodyPublishers.ofString("body"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("POST /a%20b c=d%26 1 body");
            assertThat(answer.headers().firstValue("x-b")).hasValue("2");
        }
    }

    @Test
    void a_handler_that_throws_answers_500_and_the_server_goes_on() throws Exception {
        try (var service = HttpService.start("broken", 0, request -> {
                    if (request.path().equals("/bad")) {
                        throw new IllegalStateException("as asked");
                    }
                    return Response.of(204);
                });
                var client = HttpClient.newHttpClient()) {
            var base = "http://127.0.0.1:" + service.port();
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(base + "/bad"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(500);
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(base + "/good"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void a_body_longer_than_the_limit_is_413_whether_its_length_was_told_or_not() throws Exception {
        try (var service = HttpService.start("limited", 0, 3, request -> Response.of(200 + request.body().length));
                var client = HttpClient.newHttpClient()) {
            var to = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port()));
            var fitting = to.POST(HttpRequest.BodyPublishers.ofString("abc")).build();
            var told = to.POST(HttpRequest.BodyPublishers.ofString("abcd")).build();
            var chunked = to.POST(HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[1000])))
                    .build();

            assertThat(client.send(fitting, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(203);
            assertThat(client.send(told, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(413);
            assertThat(client.send(chunked, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(413);
        }
    }
}
