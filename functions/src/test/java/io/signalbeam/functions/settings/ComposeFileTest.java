package io.signalbeam.functions.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbeam.shared.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code local/compose} against what the app reads, and against itself: nothing of it can be pulled where tests run. */
class ComposeFileTest {
    private static final Path FOLDER = Path.of("../local/compose");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):\\?[^}]*}");

    /** Of the containers' host, not of the app. */
    private static final Set<String> OF_THE_HOST =
            Set.of("ASPNETCORE_URLS", "AzureFunctionsJobHost__Logging__Console__IsEnabled");

    /**
     * Of a namespace whose keys can be made anew, where the emulator has one key for good; and of Web PubSub, which has no
     * emulator, so that pages ask by themselves.
     */
    private static final Set<String> OF_AZURE = Set.of(
            "SIGNALBEAM_EVENTHUB_POLICY",
            "SIGNALBEAM_ARM_ENDPOINT",
            "PubSubConnection__serviceUri",
            "SIGNALBEAM_LIVE_ENDPOINT");

    /** Where the emulators differ from the stand-ins that run without containers. */
    private static final Set<String> OF_EMULATORS = Set.of(
            "EventHubConnection",
            "CosmosConnection__accountEndpoint",
            "CosmosConnection__accountKey",
            "JAVA_TOOL_OPTIONS");

    private final JsonNode services = compose().path("services");

    @Test
    void the_functions_have_every_setting_of_the_sample_with_its_value() throws Exception {
        var expected = sample();
        var given = environment("functions");

        assertThat(Settings.read(given).eventHubs().publisherPolicy()).isNull();
        var names = new TreeSet<>(expected.keySet());
        names.removeAll(OF_AZURE);
        names.addAll(OF_THE_HOST);
        names.add("CosmosConnection__accountKey");
        assertThat(given.keySet()).containsExactlyElementsOf(names);
        for (var setting : expected.entrySet()) {
            if (!OF_AZURE.contains(setting.getKey()) && !OF_EMULATORS.contains(setting.getKey())) {
                assertThat(given.get(setting.getKey()))
                        .as(setting.getKey())
                        .isEqualTo(setting.getValue().replaceAll("<\\.beam/secrets[^>]*>", "secret"));
            }
        }
    }

    @Test
    void everybody_is_told_the_same_of_the_emulators() {
        var standIns = environment("stand-ins");
        environment("functions").forEach((name, value) -> {
            if (standIns.containsKey(name)) {
                assertThat(standIns.get(name)).as(name).isEqualTo(value);
            }
        });
        assertThat(environment("migrate").get("PostgresUrl")).contains(":54320/signalbeam?user=signalbeam_owner&");
    }

    @Test
    void a_variable_is_one_that_is_prepared() throws Exception {
        var prepared = Files.readString(FOLDER.resolve("prepare"));
        assertThat(VARIABLE.matcher(text("compose.yaml")).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(prepared).contains(name));
    }

    @Test
    void the_hubs_are_those_that_the_functions_read() throws Exception {
        var hubs = Json.lenient().readTree(text("hubs.json")).at("/UserConfig/NamespaceConfig/0/Entities");
        var settings = Settings.read(environment("functions")).eventHubs();

        assertThat(texts(hubs, "Name")).containsExactlyInAnyOrder(settings.telemetryHub(), settings.reportsHub());
        assertThat(services.at("/eventhubs/volumes/0").asText()).startsWith("./hubs.json:");
    }

    @Test
    void all_share_one_network_and_publish_to_this_machine_alone() {
        for (var service : services.properties()) {
            if (!service.getKey().equals("doors")) {
                assertThat(service.getValue().path("network_mode").asText())
                        .as(service.getKey())
                        .isEqualTo("service:doors");
                assertThat(service.getValue().has("ports")).as(service.getKey()).isFalse();
            }
        }
        assertThat(ports()).allMatch(port -> port.startsWith("127.0.0.1:")).hasSize(4);
    }

    @Test
    void a_door_leads_from_each_published_port_to_the_one_of_that_number_within() throws Exception {
        var doors = new TreeMap<String, String>();
        Pattern.compile("listen (\\d+);\\s+proxy_pass 127\\.0\\.0\\.1:(\\d+);")
                .matcher(text("doors.conf"))
                .results()
                .forEach(door -> doors.put(door.group(1), door.group(2)));

        assertThat(doors).hasSize(2);
        assertThat(ports()).allSatisfy(port -> {
            var parts = port.split(":", -1);
            assertThat(doors.getOrDefault(parts[2], parts[2])).isEqualTo(parts[1]);
        });
    }

    @Test
    void waits_for_what_is_there() {
        for (var service : services.properties()) {
            for (var wait : service.getValue().path("depends_on").properties()) {
                var waitedFor = services.path(wait.getKey());
                var condition = wait.getValue().path("condition").asText();
                assertThat(waitedFor.isObject()).as(wait.getKey()).isTrue();
                assertThat(condition.equals("service_healthy")).isEqualTo(waitedFor.has("healthcheck"));
            }
        }
    }

    private Stream<String> ports() {
        return StreamSupport.stream(services.at("/doors/ports").spliterator(), false)
                .map(JsonNode::asText);
    }

    private Map<String, String> environment(String service) {
        Map<String, String> values = Json.lenient()
                .convertValue(
                        services.path(service).path("environment"), new TypeReference<TreeMap<String, String>>() {});
        values.replaceAll((name, value) -> VARIABLE.matcher(value).replaceAll("secret"));
        return values;
    }

    private static Stream<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.path(field).asText());
    }

    private static JsonNode compose() {
        try {
            return new ObjectMapper().valueToTree(new Yaml().load(text("compose.yaml")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(String file) throws java.io.IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    private static Map<String, String> sample() throws Exception {
        return Json.lenient()
                .convertValue(
                        Json.lenient()
                                .readTree(Files.readString(Path.of("../local.settings.sample.json")))
                                .required("Values"),
                        new TypeReference<>() {});
    }
}
