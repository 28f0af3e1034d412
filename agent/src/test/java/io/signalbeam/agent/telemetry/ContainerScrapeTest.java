package io.signalbeam.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.telemetry.MetricsReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerScrapeTest {
    private HttpServer server;
    private volatile String page = "";

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/custom", exchange -> {
            var body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void reads_numbers_by_name_and_leaves_out_what_has_no_place() {
        page = """
                # HELP temperature_celsius Inside.
                # TYPE temperature_celsius gauge
                temperature_celsius 21.5
                door_openings_total 17 1700000000000
                job:errors:rate5m 1e-3
                http_requests_total{code="200"} 4
                latency_seconds_bucket{le="+Inf"} 9
                uptime NaN
                ceiling +Inf
                not a line of the format
                """;
        assertThat(read(container("sensor", "true")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "sensor.temperature_celsius", 21.5,
                        "sensor.door_openings_total", 17.0,
                        "sensor.job_errors_rate5m", 0.001));
    }

    @Test
    void reads_nothing_of_a_container_that_offers_nothing_or_does_not_answer() {
        page = "x 1";
        assertThat(read(container("silent", ""))).isEmpty();
        server.stop(0);
        assertThat(read(container("gone", "true"))).isEmpty();
    }

    @Test
    void takes_as_many_as_a_sample_holds_under_names_that_are_some() {
        page = IntStream.range(0, 300).mapToObj(i -> "m" + i + " " + i).collect(Collectors.joining("\n")) + "\n"
                + "n".repeat(200) + " 1";
        assertThat(read(container("7seas", "true")))
                .hasSize(MetricsReader.MAX_CUSTOM)
                .allSatisfy((name, value) -> assertThat(name).matches("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}"));
    }

    private Map<String, Double> read(ActualContainer container) {
        return new ContainerScrape().read(List.of(container));
    }

    private ActualContainer container(String name, String scrape) {
        var labels = new HashMap<>(Map.of(
                ManagedLabels.CONTAINER,
                name,
                ContainerScrape.PORT,
                Integer.toString(server.getAddress().getPort()),
                ContainerScrape.PATH,
                "/custom"));
        labels.put(ContainerScrape.SCRAPE, scrape);
        return new ActualContainer(
                "id",
                labels,
                "image",
                "sha256:image",
                null,
                ContainerState.RUNNING,
                null,
                0,
                0,
                null,
                null,
                "127.0.0.1");
    }
}
