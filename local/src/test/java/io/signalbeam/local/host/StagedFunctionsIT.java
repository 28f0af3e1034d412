package io.signalbeam.local.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StagedFunctionsIT {
    private static final Path STAGED = Path.of("../functions/target/azure-functions/signalbeam-functions");

    @Test
    void the_app_as_it_is_deployed_says_that_it_is_alive() throws Exception {
        assertThat(STAGED.resolve("host.json"))
                .as("the functions module stages the app before this one is tested")
                .exists();
        var all = io.signalbeam.local.host.app.StagedApp.read(
                STAGED, new io.signalbeam.local.host.app.Settings(Map.of()));
        var others = all.functions().stream()
                .map(io.signalbeam.local.host.app.FunctionDefinition::name)
                .filter(name -> !name.equals("health-live"))
                .collect(Collectors.toSet());

        try (var host = FunctionsHost.start(
                        STAGED, Map.of(), HostOptions.onPort(0).without(others));
                var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + "/api/health/live"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("live");
        }
    }
}
