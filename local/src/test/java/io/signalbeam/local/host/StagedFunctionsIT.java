package io.signalbeam.local.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.Retry;
import io.signalbeam.local.host.app.StagedApp;
import io.signalbeam.local.host.app.Trigger;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StagedFunctionsIT {
    private static final Path STAGED = Path.of("../functions/target/azure-functions/signalbeam-functions");

    /** Right in form, with nothing behind them: what is not used is not connected to. */
    private static final Map<String, String> SETTINGS = Map.of(
            "PostgresUrl", "jdbc:postgresql://127.0.0.1:1/none?user=none&password=none",
            "CosmosConnection__accountEndpoint", "https://127.0.0.1:1/",
            "BlobConnection__serviceUri", "http://127.0.0.1:1/none",
            "KeyVaultUri", "https://vault.test/",
            "SIGNALBEAM_OIDC_ISSUERS",
                    "[{\"issuer\":\"http://127.0.0.1:1/\",\"audience\":\"a\","
                            + "\"tenantClaim\":\"t\",\"rolesClaim\":\"r\"}]",
            "EventHubConnection",
                    "Endpoint=sb://localhost:1;SharedAccessKeyName=a;SharedAccessKey=Yg==;UseDevelopmentEmulator=true");

    @Test
    void the_app_as_it_is_deployed_says_that_it_is_alive() throws Exception {
        assertThat(STAGED.resolve("host.json"))
                .as("the functions module stages the app before this one is tested")
                .exists();
        var others = StagedApp.read(STAGED).functions().stream()
                .map(FunctionDefinition::name)
                .filter(name -> !name.equals("health-live"))
                .collect(Collectors.joining(","));
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StagedFunctionsMain.class.getName(),
                        STAGED.toString(),
                        others)
                .redirectErrorStream(true);
        builder.environment().putAll(SETTINGS);
        var child = builder.start();
        try (var output = child.inputReader(StandardCharsets.UTF_8);
                var client = HttpClient.newHttpClient()) {
            var port = port(output);
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/health/live"))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                child.getOutputStream().close();
                throw new AssertionError(
                        answer.statusCode() + ":\n" + output.lines().collect(Collectors.joining("\n")));
            }
            assertThat(answer.body()).contains("live");
        } finally {
            child.destroyForcibly();
        }
    }

    /** The host checkpoints after the last try: with an end to the tries, an outage that is longer would lose events. */
    @Test
    void what_reads_a_hub_is_tried_again_for_ever() {
        assertThat(StagedApp.read(STAGED).functions())
                .filteredOn(function -> function.trigger() instanceof Trigger.EventHubs)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(function -> assertThat(function.retry())
                        .as(function.name())
                        .isInstanceOfSatisfying(Retry.ExponentialBackoff.class, retry -> {
                            assertThat(retry.maxRetryCount()).isEqualTo(-1);
                            assertThat(retry.maximum()).isLessThanOrEqualTo(Duration.ofSeconds(30));
                        }));
    }

    private static String port(BufferedReader output) throws Exception {
        var said = new StringBuilder();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("port ")) {
                return line.substring("port ".length());
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the host did not start:\n" + said);
    }
}
