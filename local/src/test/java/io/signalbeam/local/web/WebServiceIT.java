package io.signalbeam.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The headers that the web app is delivered with, as its own configuration has them. */
class WebServiceIT {
    private static final Path CONFIG = Path.of("../web/public/staticwebapp.config.json");

    @TempDir
    Path files;

    private WebService web;

    @BeforeEach
    void start() throws Exception {
        Files.copy(CONFIG, files.resolve("staticwebapp.config.json"));
        Files.writeString(files.resolve("index.html"), "<!doctype html>");
        Files.writeString(files.resolve("app.js"), "1");
        var config = "{\"issuer\":\"http://127.0.0.1:9400/oidc\"}".getBytes(StandardCharsets.UTF_8);
        web = WebService.start(0, files, config, URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:9500"));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void every_answer_carries_them_and_the_policy_names_no_more_than_the_app_needs() throws Exception {
        for (var path : new String[] {"/", "/devices/1", "/app.js", "/config.json", "/missing.js"}) {
            var headers = get(path).headers();
            assertThat(headers.firstValue("content-security-policy"))
                    .as(path)
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
                            .contains("frame-ancestors 'none'", "base-uri 'none'")
                            .contains("connect-src 'self' http://127.0.0.1:9400 ws://127.0.0.1:9500;")
                            .doesNotContain("unsafe", "*", " https:;", "microsoftonline"));
            assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("strict-transport-security"))
                    .hasValueSatisfying(value -> assertThat(value).contains("max-age=31536000"));
        }
    }

    @Test
    void nothing_but_the_app_itself_is_served() throws Exception {
        Files.writeString(files.resolveSibling("outside.txt"), "secret");
        for (var path : new String[] {"/..%2foutside.txt", "/%2e%2e/outside.txt", "/staticwebapp.config.json"}) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).doesNotContain("secret");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
