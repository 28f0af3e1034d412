package io.signalbeam.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTriggersTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private StagedSample app;
    private FunctionsHost host;

    @BeforeEach
    void stage() throws Exception {
        app = new StagedSample(folder);
    }

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
    }

    private void start(Map<String, String> settings) {
        host = FunctionsHost.start(folder, settings, HostOptions.onPort(0));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private String get(String path) throws Exception {
        var answer = send(to(path));
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void a_function_sees_route_query_headers_and_body_and_its_answer_goes_out() throws Exception {
        app.http("echo", "echo", "things/{id:guid}", "POST");
        start(Map.of());
        var id = "0190a3b2-7c1d-7000-8000-00000000abcd";

        var answer = send(to("/api/things/" + id + "?q=a%20b%26c&q=d&id=other&empty=")
                .header("X-Mixed-Case", "Value")
                .header("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")
                .POST(BodyPublishers.ofString("payload")));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("x-function")).hasValue("echo");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        var body = new ObjectMapper().readTree(answer.body());
        assertThat(body.path("id").asText()).isEqualTo(id);
        assertThat(body.path("greeting").asText()).isEqualTo("hello");
        assertThat(body.path("method").asText()).isEqualTo("POST");
        assertThat(body.path("body").asText()).isEqualTo("payload");
        assertThat(body.path("query").toString()).isEqualTo("{\"id\":\"other\",\"q\":\"a b&c,d\"}");
        assertThat(body.path("header").asText()).isEqualTo("Value");
        assertThat(body.path("path").asText()).isEqualTo("/api/things/" + id);
        assertThat(body.path("trace").asText()).startsWith("00-1111");
    }

    @Test
    void a_wrong_method_a_wrong_prefix_and_a_refused_constraint_are_404() throws Exception {
        app.http("echo", "echo", "things/{id:guid}", "POST");
        start(Map.of());

        assertThat(get("/api/things/0190a3b2-7c1d-7000-8000-00000000abcd")).isEqualTo("404 ");
        assertThat(get("/things/0190a3b2-7c1d-7000-8000-00000000abcd")).isEqualTo("404 ");
        assertThat(send(to("/api/things/me").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(404);
    }

    @Test
    void routes_are_tried_in_the_order_of_function_names_and_not_by_how_special_they_are() throws Exception {
        app.http("b-special", "which", "x/me", "GET").http("a-general", "which", "x/{name}", "GET");
        app.http("c-other-method", "which", "x/{name}", "DELETE");
        start(Map.of());

        assertThat(get("/api/x/me")).isEqualTo("200 a-general");
        assertThat(send(to("/api/X/Me/").DELETE()).body()).isEqualTo("c-other-method");
    }

    @Test
    void binding_data_is_taken_from_the_route_then_the_query_then_a_json_body() throws Exception {
        app.http("number", "number", "n/{n:int?}", "POST");
        start(Map.of());
        var body = BodyPublishers.ofString("{\"n\": 30, \"flags\": [\"x\", \"y\"]}");

        assertThat(send(to("/api/n/10?n=20")
                                .header("content-type", "application/json")
                                .POST(body))
                        .body())
                .isEqualTo("11 [x, y]");
        assertThat(send(to("/api/n?n=20")
                                .header("content-type", "application/json")
                                .POST(body))
                        .body())
                .isEqualTo("21 [x, y]");
        assertThat(send(to("/api/n").header("content-type", "application/json").POST(body))
                        .body())
                .isEqualTo("31 [x, y]");
        assertThat(send(to("/api/n").POST(body)).statusCode())
                .as("missing binding data fails, as in the Java worker")
                .isEqualTo(500);
    }

    @Test
    void bodies_are_bytes_text_or_objects_as_the_function_declares() throws Exception {
        app.http("bytes", "bytes", "bytes").http("order", "order", "order");
        start(Map.of());
        var raw = new byte[] {0, (byte) 0xff, 10};

        var bytes = CLIENT.send(
                to("/api/bytes").POST(BodyPublishers.ofByteArray(raw)).build(), BodyHandlers.ofByteArray());

        assertThat(bytes.body()).isEqualTo(raw);
        assertThat(send(to("/api/order").POST(BodyPublishers.ofString("{\"item\":\"a\",\"count\":1,\"extra\":2}")))
                        .body())
                .isEqualTo("{\"item\":\"a\",\"count\":2}");
        assertThat(send(to("/api/order").POST(BodyPublishers.ofString("no json")))
                        .statusCode())
                .as("bad JSON fails before the function's own code")
                .isEqualTo(500);
    }

    @Test
    void the_app_is_loaded_apart_and_sees_nothing_of_the_host_but_the_functions_library() throws Exception {
        app.http("loaders", "loaders", "loaders");
        start(Map.of());

        assertThat(get("/api/loaders")).isEqualTo("200 function-app function-app function-app app hidden");
    }

    @Test
    void a_function_that_throws_answers_500_without_a_body_and_is_counted() throws Exception {
        app.http("fails", "fails", "fails").http("which", "which", "which");
        start(Map.of());

        assertThat(get("/api/fails")).isEqualTo("500 ");
        assertThat(get("/api/which")).isEqualTo("200 which");
        assertThat(host.functions())
                .extracting(view -> view.name() + " " + view.counts().invocations() + " "
                        + view.counts().failures())
                .containsExactly("fails 1 1", "which 1 0");
    }

    @Test
    void a_function_that_runs_too_long_is_interrupted_and_answers_500() throws Exception {
        app.hostJson("{\"functionTimeout\": \"00:00:00.2\"}").http("slow", "slow", "slow");
        start(Map.of());

        assertThat(get("/api/slow")).isEqualTo("500 ");
    }

    @Test
    void the_route_prefix_comes_from_host_json_and_may_be_empty() throws Exception {
        app.hostJson("{\"extensions\": {\"http\": {\"routePrefix\": \"\"}}}").http("which", "which", "a/{*rest}");
        start(Map.of());

        assertThat(get("/a/b/c")).isEqualTo("200 which");
    }

    @Test
    void a_disabled_function_has_no_route() throws Exception {
        app.http("one", "which", "one").http("two", "which", "two");
        host = FunctionsHost.start(
                folder,
                Map.of("AzureWebJobs.one.Disabled", "true"),
                HostOptions.onPort(0).without(Set.of("two")));

        assertThat(get("/api/one")).isEqualTo("404 ");
        assertThat(get("/api/two")).isEqualTo("404 ");
        assertThat(host.functions()).allMatch(FunctionView::disabled);
    }

    @Test
    void preflights_are_answered_for_allowed_origins_and_answers_name_them() throws Exception {
        app.http("which", "which", "which", "GET");
        start(Map.of("SIGNALBEAM_CORS_ORIGINS", "http://a.test, http://b.test"));

        var preflight = send(to("/api/which")
                .header("origin", "http://b.test")
                .header("access-control-request-method", "GET")
                .header("access-control-request-headers", "authorization")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .hasValue("http://b.test");
        assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                .hasValue("authorization");
        var other = send(to("/api/which").header("origin", "http://c.test"));
        assertThat(other.body()).isEqualTo("which");
        assertThat(other.headers().firstValue("access-control-allow-origin")).isEmpty();
        assertThat(send(to("/api/which").header("origin", "http://a.test"))
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .hasValue("http://a.test");
    }

    @Test
    void the_admin_api_lists_functions_with_their_routes_and_refuses_a_name_that_is_not_this_machine()
            throws Exception {
        app.http("which", "which", "which/{id}", "GET");
        start(Map.of());

        assertThat(get("/admin/functions")).contains("\"route\":\"/api/which/{id}\"");
        assertThat(get("/admin/host/status")).contains("Running");
        assertThat(get("/admin/nothing")).isEqualTo("404 ");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
            socket.getOutputStream()
                    .write("GET /admin/functions HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void a_host_that_stops_refuses_requests_while_it_waits_for_what_runs() throws Exception {
        app.http("slow", "slow", "slow").http("which", "which", "which");
        host = FunctionsHost.start(
                folder, Map.of(), new HostOptions(0, "signalbeam-local", Set.of(), Duration.ofSeconds(5)));
        var running = CLIENT.sendAsync(to("/api/slow").build(), BodyHandlers.ofString());
        until(() ->
                host.functions().stream().anyMatch(function -> function.counts().running() > 0));
        assertThat(get("/api/which")).isEqualTo("200 which");

        var stopping = Thread.ofPlatform().start(host::close);
        until(this::refuses);

        assertThat(running.get(1, TimeUnit.MINUTES).statusCode())
                .as("what was interrupted")
                .isEqualTo(500);
        stopping.join();
        host = null;
    }

    @Test
    void a_host_that_stops_lets_a_function_end_and_its_caller_have_the_answer() throws Exception {
        app.http("awhile", "awhile", "awhile");
        start(Map.of());
        var running = CLIENT.sendAsync(to("/api/awhile").build(), BodyHandlers.ofString());
        until(() -> host.functions().getFirst().counts().running() > 0);

        var stopping = Thread.ofPlatform().start(host::close);
        until(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
                return !socket.isConnected();
            } catch (ConnectException e) {
                return true;
            }
        });
        assertThat(running)
                .as("the function runs while new connections are refused")
                .isNotDone();

        var answer = running.get(1, TimeUnit.MINUTES);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("after a while");
        stopping.join();
        host = null;
    }

    /** On a connection that is kept open by 503; a new one is not even accepted. */
    private boolean refuses() throws Exception {
        try {
            return get("/api/which").equals("503 ");
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void a_start_that_fails_leaves_no_thread_behind() throws Exception {
        app.http("which", "which", "which");
        start(Map.of());
        var before = threads("function-timeouts");
        assertThat(before).isPositive();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> FunctionsHost.start(folder, Map.of(), HostOptions.onPort(host.port())))
                    .isInstanceOf(IllegalStateException.class);
        }

        until(() -> threads("function-timeouts") <= before);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        var end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("a minute has passed").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Virtual ones too, which only a dump shows. */
    private long threads(String name) throws Exception {
        var dump = folder.resolve("threads-" + System.nanoTime() + ".txt");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(line -> line.contains(name)).count();
        }
    }

    @Test
    void an_app_whose_function_names_no_method_is_refused_with_the_function_named() throws Exception {
        app.http("broken", "nothing", "x");

        assertThatThrownBy(() -> start(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("nothing");
    }
}
