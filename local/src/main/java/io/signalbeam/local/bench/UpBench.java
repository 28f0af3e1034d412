package io.signalbeam.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./beam up} with everything built, in a state folder of its own: the first start, which makes databases and demo,
 * and a second one on what the first has left. What a cold machine has to download is not measured.
 */
final class UpBench implements Bench {

    @Override
    public List<Figure> run(Setting setting) throws IOException, InterruptedException {
        var state = setting.folder();
        adoptStamps(setting.root(), state);
        var port = Integer.toString(BenchCloud.freePort());
        try {
            setting.say("first start");
            double first = timed(setting, "up", "--port-base", port, "--no-agent");
            double down = timed(setting, "down");
            setting.say("second start");
            double again = timed(setting, "up", "--port-base", port, "--no-agent");
            return List.of(
                    Figure.of("up_first", first, "s"), Figure.of("up_again", again, "s"), Figure.of("down", down, "s"));
        } finally {
            beam(setting, "down");
        }
    }

    /** So that {@code up} knows that everything is built: stamps lie with the state. */
    private static void adoptStamps(Path root, Path state) throws IOException {
        var own = System.getenv("SIGNALBEAM_STATE");
        var stamps = (own == null ? root.resolve(".beam") : Path.of(own)).resolve("stamps");
        if (Files.isDirectory(stamps)) {
            Files.createDirectory(state.resolve("stamps"));
            try (var files = Files.list(stamps)) {
                for (var file : files.toList()) {
                    Files.copy(file, state.resolve("stamps").resolve(file.getFileName()));
                }
            }
        }
    }

    private static double timed(Setting setting, String... arguments) throws IOException, InterruptedException {
        var watch = Stopwatch.start();
        beam(setting, arguments);
        return watch.seconds();
    }

    private static void beam(Setting setting, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(setting.root().resolve("beam").toString()));
        command.addAll(List.of(arguments));
        Shell.run(Map.of("SIGNALBEAM_STATE", setting.folder().toString()), command);
    }
}
