package io.signalbeam.local.bench;

import io.signalbeam.local.app.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./beam up} in a state folder of its own: the first start with everything built, which makes databases and demo,
 * and a second one on what the first has left. Unless it has to be quick, a cold one comes before them: a fresh clone of
 * the last commit, where nothing is built and Maven and npm have downloaded nothing yet.
 */
final class UpBench implements Bench {

    @Override
    public List<Figure> run(Setting setting) throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        if (!setting.quick()) {
            figures.add(Figure.of("up_cold", cold(setting), "s"));
        }
        figures.addAll(warm(setting));
        return figures;
    }

    private static double cold(Setting setting) throws IOException, InterruptedException {
        setting.say("cold start: a fresh clone, with everything to download");
        var clone = setting.folder().resolve("clone");
        Shell.run("git", "clone", "--quiet", setting.root().toString(), clone.toString());
        var nothing = Files.createDirectory(setting.folder().resolve("downloads"));
        var environment = Map.of(
                "SIGNALBEAM_STATE", clone.resolve(".beam").toString(),
                "MAVEN_OPTS", "-Dmaven.repo.local=" + nothing.resolve("maven"),
                "npm_config_cache", nothing.resolve("npm").toString());
        var beam = clone.resolve("beam").toString();
        var port = Integer.toString(Ports.freeBlock());
        var watch = Stopwatch.start();
        try {
            Shell.run(environment, List.of(beam, "up", "--port-base", port, "--no-agent"));
            return watch.seconds();
        } finally {
            Shell.run(environment, List.of(beam, "down"));
        }
    }

    private static List<Figure> warm(Setting setting) throws IOException, InterruptedException {
        var state = Files.createDirectory(setting.folder().resolve("state"));
        adoptStamps(setting.root(), state);
        var port = Integer.toString(Ports.freeBlock());
        try {
            setting.say("first start");
            double first = timed(setting, state, "up", "--port-base", port, "--no-agent");
            double down = timed(setting, state, "down");
            setting.say("second start");
            double again = timed(setting, state, "up", "--port-base", port, "--no-agent");
            return List.of(
                    Figure.of("up_first", first, "s"), Figure.of("up_again", again, "s"), Figure.of("down", down, "s"));
        } finally {
            beam(setting, state, "down");
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

    private static double timed(Setting setting, Path state, String... arguments)
            throws IOException, InterruptedException {
        var watch = Stopwatch.start();
        beam(setting, state, arguments);
        return watch.seconds();
    }

    private static void beam(Setting setting, Path state, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(setting.root().resolve("beam").toString()));
        command.addAll(List.of(arguments));
        Shell.run(Map.of("SIGNALBEAM_STATE", state.toString()), command);
    }
}
