package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.fleet.CloudClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web app and the API's reference in a real browser, against the whole cloud with its demo. */
class WebE2E {
    private static final int DEVICES = 6;

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void people_of_every_role_do_their_work_on_every_page_and_read_the_reference_of_the_api() throws Exception {
        try (var cloud = TestCloud.start(folder.resolve("cloud"))) {
            var demo = cloud.demo();
            demo.tenants();
            demo.bundles();
            // What a simulated device asks for is signed, as a real one's is.
            new CloudClient(cloud.api())
                    .send(
                            "PATCH",
                            "/api/tenant",
                            Map.of("authorization", "Bearer " + cloud.local().token("ada")),
                            Map.of("requireSignedRequests", true))
                    .ok();
            try (var fleet = demo.fleet(DEVICES)) {
                var pictures = Files.createDirectories(TestCloud.ROOT.resolve("local/target/pictures"));

                drive("suite.mjs", "--lean", cloud.local().web().toString(), pictures.toString());
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
