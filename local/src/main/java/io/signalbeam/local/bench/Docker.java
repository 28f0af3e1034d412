package io.signalbeam.local.bench;

import io.signalbeam.local.bench.Bench.CannotMeasure;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Docker Engine by its command line, as an operator sees it. */
final class Docker {
    /** Of no registry: the agent runs an image that is there without pulling it. */
    static final String IMAGE = "signalbeam-bench/busybox:1";

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private Docker() {}

    static void require() throws CannotMeasure, InterruptedException {
        try {
            Shell.run("docker", "version");
        } catch (IOException e) {
            throw new CannotMeasure(
                    "no Docker Engine answers on this machine, and this bench needs one: " + e.getMessage());
        }
        if (!Files.isExecutable(BUSYBOX)) {
            throw new CannotMeasure(
                    "there is no " + BUSYBOX + " to make an image of (Debian: apt-get install busybox-static)");
        }
    }

    /** Makes the image of this machine's static busybox. */
    static void importImage(Path folder) throws IOException, InterruptedException {
        var tar = folder.resolve("busybox.tar").toString();
        Shell.run("tar", "-chf", tar, "-C", "/", "bin/busybox");
        Shell.run("docker", "import", tar, IMAGE);
    }

    static boolean runs(DeviceId device, String bundle) throws IOException, InterruptedException {
        return !Shell.run(
                        "docker",
                        "ps",
                        "--quiet",
                        "--filter",
                        label(device),
                        "--filter",
                        "label=io.signalbeam.bundle=" + bundle)
                .isEmpty();
    }

    /** Removes what an agent has left, and nothing else. */
    static void removeAll(DeviceId device) throws IOException, InterruptedException {
        var containers = Shell.run("docker", "ps", "--all", "--quiet", "--filter", label(device));
        for (var id : containers.lines().toList()) {
            Shell.run("docker", "rm", "--force", id);
        }
        var networks = Shell.run("docker", "network", "ls", "--quiet", "--filter", label(device));
        for (var id : networks.lines().toList()) {
            Shell.run("docker", "network", "rm", id);
        }
    }

    static void removeImage() throws IOException, InterruptedException {
        Shell.run("docker", "rmi", "--force", IMAGE);
    }

    private static String label(DeviceId device) {
        return "label=io.signalbeam.device=" + device;
    }
}
