package io.signalbeam.functions.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code local.settings.sample.json} against what the app reads. */
class SampleSettingsTest {
    private static final Path SAMPLE = Path.of("../local.settings.sample.json");

    /** Read by the host, by the SDK's credentials and by the JVM; the app itself never asks for these. */
    private static final Set<String> OF_THE_PLATFORM = Set.of(
            "FUNCTIONS_WORKER_RUNTIME",
            "AzureWebJobsStorage",
            "IDENTITY_ENDPOINT",
            "IDENTITY_HEADER",
            "AZURE_TOKEN_CREDENTIALS",
            "JAVA_TOOL_OPTIONS");

    @Test
    void has_everything_that_the_app_requires() throws Exception {
        assertThat(Settings.read(sample()).keyVault()).hasScheme("https");
    }

    @Test
    void has_nothing_that_nobody_reads() throws Exception {
        var known = new TreeSet<>(OF_THE_PLATFORM);
        var asking = new HashMap<String, String>(sample()) {
            private static final long serialVersionUID = 1L;

            @Override
            public String get(Object name) {
                known.add(String.valueOf(name));
                return super.get(name);
            }
        };
        assertThat(new SettingsReader(asking).read()).isNotNull();

        assertThat(known).containsAll(sample().keySet());
    }

    @Test
    void needs_each_setting_that_has_no_default() throws Exception {
        for (var name : Set.of(
                "PostgresUrl",
                "EventHubConnection",
                "BlobConnection",
                "CosmosConnection__accountEndpoint",
                "KeyVaultUri",
                "SIGNALBEAM_OIDC_ISSUERS")) {
            var less = new HashMap<>(sample());
            less.remove(name);
            assertThatThrownBy(() -> Settings.read(less)).hasMessageContaining(name);
        }
    }

    private static Map<String, String> sample() throws Exception {
        return Json.lenient()
                .convertValue(
                        Json.lenient().readTree(Files.readString(SAMPLE)).required("Values"), new TypeReference<>() {});
    }
}
