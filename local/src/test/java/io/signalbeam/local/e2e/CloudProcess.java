package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.LocalCloudMain;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A local cloud all of which is in processes of its own, so that it can be lost. */
final class CloudProcess implements AutoCloseable {
    final Path folder;
    private final ChildProcess process;

    /** @param settings what is set from outside; people sign in elsewhere, so that there is no demo */
    CloudProcess(Path folder, Map<String, String> settings) throws Exception {
        this.folder = Files.createDirectories(folder);
        var arguments = List.of(
                "--root",
                TestCloud.ROOT.toString(),
                "--state",
                folder.toString(),
                "--port-base",
                Integer.toString(Ports.freeBlock()),
                "--no-agent",
                "--no-insights");
        var builder = Jvm.sameClasses(List.of(), LocalCloudMain.class, arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cloud.log").toFile());
        builder.environment().putAll(settings);
        process = ChildProcess.start("A region", builder, ChildProcess.Ask.SIGNAL, Duration.ofMinutes(1));
        Eventually.check(() -> {
            assertThat(process.isAlive()).as(() -> log()).isTrue();
            assertThat(folder.resolve("welcome.txt")).exists();
        });
    }

    URI api() throws IOException {
        return URI.create("http://127.0.0.1:" + port("API"));
    }

    int port(String service) throws IOException {
        return json("ports.json").path(service).asInt();
    }

    /** What its functions are told. */
    String setting(String name) throws IOException {
        return json("local.settings.json").path("Values").path(name).asText();
    }

    private JsonNode json(String file) throws IOException {
        return Json.lenient().readTree(folder.resolve(file).toFile());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("cloud.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Everything at once, and nothing gets a chance to put anything in order. */
    void kill() throws Exception {
        var pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postgres/data/postmaster.pid"))
                .getFirst()
                .strip());
        var all = Stream.concat(ProcessHandle.of(process.pid()).stream(), ProcessHandle.of(pid).stream())
                .flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()))
                .toList();
        var api = new CloudClient(api());
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        Eventually.check(() ->
                assertThatThrownBy(() -> api.send("GET", "/", Map.of(), null)).isInstanceOf(IOException.class));
    }

    @Override
    public void close() {
        process.close();
    }
}
