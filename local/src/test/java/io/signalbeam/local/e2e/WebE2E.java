package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.fleet.SimulatedFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web app in a real browser: signs in, finds a device and opens it, in both themes, wide and narrow. */
class WebE2E {
    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void a_person_signs_in_and_sees_the_fleet_and_a_device() throws Exception {
        try (var cloud = TestCloud.start(folder.resolve("cloud"))) {
            // Ada of the demo people; the script signs her in by her password.
            var ada = cloud.tenantOf("ada", "demo");
            var token = ada.enrollmentToken(Map.of());
            try (var fleet = SimulatedFleet.start(cloud.api(), folder.resolve("fleet"), token, 3)) {
                Eventually.check(() -> assertThat(ada.get("/devices").ok().path("items"))
                        .anySatisfy(device -> assertThat(device.has("metrics")).isTrue()));
                var pictures = Files.createDirectories(TestCloud.ROOT.resolve("local/target/pictures"));

                var browser = new ProcessBuilder(
                                "node",
                                "e2e/tour.mjs",
                                cloud.local().web().toString(),
                                "ada@demo.example",
                                "demo",
                                pictures.toString())
                        .directory(TestCloud.ROOT.resolve("web").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("browser.log").toFile())
                        .start();

                assertThat(browser.waitFor())
                        .as(() -> read(folder.resolve("browser.log")))
                        .isZero();
                assertThat(pictures.resolve("device-dark-360.png")).isNotEmptyFile();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
