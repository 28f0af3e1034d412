package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.app.Ports;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web app in a real browser: every page, role and way of failing, and what people do there, in both themes. */
class WebE2E {
    /** One of them ails and one sleeps; the others have to be enough for a canary and what comes after it. */
    private static final int DEVICES = 6;

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void people_of_every_role_do_their_work_in_the_web_app_and_find_the_reference_of_the_api() throws Exception {
        int ports = Ports.freeBlock();
        try (var cloud = TestCloud.at(folder.resolve("cloud"), ports);
                var fleet = cloud.demo(DEVICES)) {
            var ada = Api.person(cloud.api(), cloud.openId("ada", "demo"));
            parkAnEvent(cloud, ada);
            // What a simulated device asks for is signed, as a real one's is.
            ada.patch("/tenant", Map.of("requireSignedRequests", true)).ok();
            var pictures = Files.createDirectories(TestCloud.ROOT.resolve("local/target/pictures"));

            drive(ports, "suite.mjs", "--lean", cloud.local().web().toString(), pictures.toString());
            assertThat(pictures.resolve("tenants-dark-360.png")).isNotEmptyFile();

            drive(ports, "reference.mjs", cloud.api().toString(), pictures.toString());
            assertThat(pictures.resolve("reference-dark-360.png")).isNotEmptyFile();
        }
    }

    /** From a device whose clock is ahead; it has left by the time that anybody looks. */
    private static void parkAnEvent(TestCloud cloud, Api ada) throws Exception {
        var enrolled = ada.enroll(ada.enrollmentToken(Map.of()), "till-ahead");
        var device = DeviceId.parse(enrolled.path("deviceId").asText());
        Api.device(cloud.api(), enrolled.path("deviceKey").asText())
                .sendSample(device, Instant.now().plus(Duration.ofHours(2)), null);
        Eventually.check(
                () -> assertThat(ada.get("/parked-events").ok().path("items")).hasSize(1));
        ada.delete("/devices/" + device).ok();
    }

    /**
     * Runs a script of the web app's {@code e2e} folder, which ends with 0 when all it looked for was there. Chromium drops
     * its requests when the machine's networks change: where there are engines of processes' own, which change them at any
     * time, the browser has a network apart; elsewhere nobody makes any meanwhile.
     */
    @SuppressWarnings("try") // The turn lasts as long as the block.
    private void drive(int ports, String script, String... arguments) throws IOException, InterruptedException {
        var log = folder.resolve(script + ".log");
        var command = new ArrayList<>(List.of("node"));
        if (OwnEngine.isPossible()) {
            int last = ports + Ports.Service.values().length - 1;
            command.addAll(List.of("e2e/apart.mjs", Integer.toString(ports), Integer.toString(last), script));
        } else {
            command.add("e2e/" + script);
        }
        command.addAll(List.of(arguments));
        try (var turn = EngineTurn.begin()) {
            var browser = new ProcessBuilder(command)
                    .directory(TestCloud.ROOT.resolve("web").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(browser.waitFor()).as(() -> read(log)).isZero();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
