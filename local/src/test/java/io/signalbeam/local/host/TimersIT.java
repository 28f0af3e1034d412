package io.signalbeam.local.host;

import static io.signalbeam.local.host.RealParts.journal;
import static io.signalbeam.local.host.RealParts.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.signalbeam.local.azurite.LocalAzurite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class TimersIT {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static LocalAzurite azurite;

    private StagedSample app;
    private String hostId;

    @BeforeAll
    static void start() {
        azurite = RealParts.azurite(shared.resolve("azurite"));
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @BeforeEach
    void stage(TestInfo test) throws Exception {
        RealParts.journalTo(folder.resolve("journal"));
        hostId = "host-" + test.getDisplayName().hashCode();
        app = new StagedSample(folder.resolve("app"))
                .function(
                        "tick",
                        "EventsSample.tick",
                        "{\"type\": \"timerTrigger\", \"name\": \"timer\", \"schedule\": \"%WHEN%\"}",
                        "");
    }

    private FunctionsHost host(String schedule) {
        return FunctionsHost.start(
                app.folder(),
                Map.of("WHEN", schedule, "AzureWebJobsStorage", azurite.connectionString()),
                new HostOptions(0, hostId, Set.of(), Duration.ofSeconds(10)));
    }

    private static long ticks(FunctionsHost host) {
        return host.functions().getFirst().counts().invocations();
    }

    @Test
    void one_of_two_hosts_fires_and_the_other_takes_over_when_it_stops() throws Exception {
        try (var second = closeAfterTicks()) {
            assertThat(until(() -> ticks(second), found -> found >= 2)).isGreaterThanOrEqualTo(2);
        }
    }

    /** Lets a first host fire beside a second, and gives the second back when the first has stopped. */
    private FunctionsHost closeAfterTicks() throws Exception {
        try (var first = host("* * * * * *")) {
            assertThat(until(() -> ticks(first), found -> found >= 1)).isPositive();
            var second = host("* * * * * *");
            var before = ticks(first);
            assertThat(until(() -> ticks(first), found -> found >= before + 3)).isGreaterThanOrEqualTo(before + 3);
            assertThat(ticks(second)).isZero();
            return second;
        }
    }

    @Test
    void a_run_that_was_missed_is_made_up_for_once_and_is_told_so() throws Exception {
        var status = new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                .buildClient()
                .createBlobContainerIfNotExists("azure-webjobs-hosts")
                .getBlobClient("timers/" + hostId + "/Host.Functions.tick/status");
        status.upload(BinaryData.fromString("{\"Last\":\"2020-01-01T00:00:00Z\",\"Next\":\"2021-01-01T00:00:00Z\","
                + "\"LastUpdated\":\"2020-01-01T00:00:00Z\"}"));

        try (var host = host("0 0 0 1 1 *")) {
            assertThat(until(RealParts::journal, found -> !found.isEmpty()))
                    .singleElement()
                    .asString()
                    .contains("\"IsPastDue\":true")
                    .contains("\"Last\":\"2020-01-01T00:00:00Z\"");
            assertThat(until(
                            () -> status.downloadContent().toString(),
                            found -> !found.contains("\"Last\":\"2020-01-01")))
                    .doesNotContain("\"Last\":\"2020-01-01");
            assertThat(ticks(host)).isEqualTo(1);
        }
        try (var again = host("0 0 0 1 1 *");
                var client = HttpClient.newHttpClient()) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "http://127.0.0.1:" + again.port() + "/admin/functions/tick"))
                                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(202);
            assertThat(until(RealParts::journal, found -> found.size() >= 2))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("\"IsPastDue\":false");
        }
        assertThat(journal()).hasSize(2);
    }
}
