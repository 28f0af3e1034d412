package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbeam.local.files.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A machine with a systemd of its own, booted from the files of this one: what it changes is its own, and goes with it. It
 * shares this one's network. Needs root, systemd-nspawn and a kernel that mounts overlays.
 */
final class BootedMachine implements AutoCloseable {
    private static final String MOUNT = """
            mount -t tmpfs -o mode=755 none "$0"
            mkdir "$0/upper" "$0/work" "$0/root"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root"
            rm -f "$0/root/etc/machine-id"
            : >"$0/root/etc/machine-id"
            """;

    private final Path folder;
    private final Process machine;

    record Ran(int status, String said) {}

    private BootedMachine(Path folder, Process machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /**
     * Boots no further than it takes to have services. The test is skipped where that is not possible.
     *
     * @param socket of an engine, which is {@code /run/engine.sock} there
     */
    static BootedMachine boot(Path folder, Path socket) throws Exception {
        assumeThat(System.getProperty("user.name").equals("root")
                        && Files.isExecutable(Path.of("/usr/bin/systemd-nspawn"))
                        && Files.exists(Path.of("/lib/systemd/systemd")))
                .as("root, systemd and systemd-nspawn (systemd-container) are here")
                .isTrue();
        Files.createDirectories(folder);
        assumeThat(here("sh", "-euc", MOUNT, folder.toString()).status())
                .as("this kernel mounts overlays for us")
                .isZero();
        var machine = new ProcessBuilder(
                        "systemd-nspawn",
                        "--quiet",
                        "--keep-unit",
                        "--register=no",
                        "--link-journal=no",
                        "--console=pipe",
                        "--machine=signalbeam-" + ProcessHandle.current().pid(),
                        "--directory=" + folder.resolve("root"),
                        "--bind=" + socket + ":/run/engine.sock",
                        "--boot",
                        "systemd.unit=basic.target")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("machine.log").toFile())
                .start();
        machine.getOutputStream().close();
        var booted = new BootedMachine(folder, machine);
        try {
            Eventually.check(() -> {
                if (machine.isAlive()) {
                    assertThat(booted.run("systemctl is-system-running").said()).matches("(?s)(running|degraded).*");
                }
            });
            assumeThat(machine.isAlive()).as("systemd boots here").isTrue();
        } catch (Exception | AssertionError e) {
            booted.close();
            throw e;
        }
        return booted;
    }

    /** Where its files are to be seen from here. */
    Path root() {
        return folder.resolve("root");
    }

    /** Runs a script on it, to its end. */
    Ran run(String script) throws IOException, InterruptedException {
        var first = machine.children().findFirst();
        if (first.isEmpty()) {
            return new Ran(-1, "it does not run");
        }
        return here(
                "nsenter",
                "--target",
                Long.toString(first.get().pid()),
                "--mount",
                "--uts",
                "--ipc",
                "--pid",
                "--",
                "/bin/sh",
                "-c",
                script);
    }

    /** As {@link #run}, and fails with what it said when it ends with another code than 0. */
    String succeed(String script) throws IOException, InterruptedException {
        var ran = run(script);
        assertThat(ran.status()).as(script + ": " + ran.said()).isZero();
        return ran.said().strip();
    }

    @Override
    public void close() throws IOException {
        try {
            run("systemctl --no-block poweroff");
            if (!machine.waitFor(30, TimeUnit.SECONDS)) {
                machine.descendants().forEach(ProcessHandle::destroyForcibly);
                machine.destroyForcibly().waitFor();
            }
            here("sh", "-c", "umount -R \"$0/root\"; umount -R \"$0\"", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FileTree.delete(folder);
    }

    private static Ran here(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }
}
