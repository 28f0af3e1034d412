package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.fleet.SimulatedFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web app in a real browser: signs in, finds a device and opens it, in both themes, wide and narrow. */
class WebE2E {
    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void a_person_signs_in_and_sees_the_fleet_a_device_and_the_reference_of_the_api() throws Exception {
        try (var cloud = TestCloud.start(folder.resolve("cloud"))) {
            // Ada of the demo people; the script signs her in by her password.
            var ada = cloud.tenantOf("ada", "demo");
            // What a simulated device asks for is signed, as a real one's is.
            ada.patch("/tenant", Map.of("requireSignedRequests", true)).ok();
            var token = ada.enrollmentToken(Map.of());
            try (var fleet = SimulatedFleet.start(cloud.api(), folder.resolve("fleet"), token, 3)) {
                Eventually.check(() -> assertThat(ada.get("/devices").ok().path("items"))
                        .anySatisfy(device -> assertThat(device.has("metrics")).isTrue()));
                var pictures = Files.createDirectories(TestCloud.ROOT.resolve("local/target/pictures"));

                drive("tour.mjs", cloud.local().web().toString(), "ada@demo.example", "demo", pictures.toString());
                assertThat(pictures.resolve("device-dark-360.png")).isNotEmptyFile();

                drive("reference.mjs", cloud.api().toString(), pictures.toString());
                assertThat(pictures.resolve("reference-dark-360.png")).isNotEmptyFile();
            }
        }
    }

    /**
     * Runs a script of the web app's {@code e2e} folder, which ends with 0 when all it looked for was there. Nobody makes
     * networks for containers meanwhile: Chromium drops its requests when the machine's networks change.
     */
    @SuppressWarnings("try") // The turn lasts as long as the block.
    private void drive(String script, String... arguments) throws IOException, InterruptedException {
        var log = folder.resolve(script + ".log");
        var command = new ArrayList<>(List.of("node", "e2e/" + script));
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
