package io.signalbeam.agent.app;

import io.signalbeam.agent.commands.DeviceDeeds;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.report.ReportBody;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** What somebody with a shell on the device would look at first, as text: nothing that identifies people, no environment. */
final class Diagnosis implements DeviceDeeds.Diagnosis {
    private static final int LOG_LINES = 50;
    private static final int FILE_LINES = 40;

    private final AgentConfig config;
    private final ContainerRuntime runtime;
    private final Owner owner;
    private final Supplier<Optional<ReportBody>> lastReport;

    Diagnosis(AgentConfig config, ContainerRuntime runtime, Owner owner, Supplier<Optional<ReportBody>> lastReport) {
        this.config = config;
        this.runtime = runtime;
        this.owner = owner;
        this.lastReport = lastReport;
    }

    @Override
    public List<String> lines(IntConsumer progress) throws InterruptedException {
        var lines = new ArrayList<String>();
        lines.add("SignalBeam agent " + Facts.version() + " at " + Instant.now());
        lines.add("");
        lines.add("== Examination");
        for (var finding : Examination.of(config)) {
            lines.add(finding.toString());
        }
        progress.accept(40);
        lines.add("");
        lines.add("== Last report");
        lines.add(lastReport.get().map(Json::write).orElse("none"));
        host(lines);
        progress.accept(60);
        containers(lines);
        progress.accept(90);
        lines.add("");
        lines.add("== The agent's log");
        lines.addAll(RecentLog.INSTANCE.lines());
        return lines;
    }

    private void host(List<String> lines) {
        lines.add("");
        lines.add("== Host");
        for (var file : List.of("/proc/version", "/proc/uptime", "/proc/loadavg", "/proc/meminfo", "/proc/net/dev")) {
            lines.add("-- " + file);
            try (var text = Files.lines(Path.of(file))) {
                text.limit(FILE_LINES).forEach(lines::add);
            } catch (IOException e) {
                lines.add(e.toString());
            }
        }
        lines.add("-- disk of " + config.stateDir());
        try {
            var store = Files.getFileStore(config.stateDir());
            lines.add(store.getUsableSpace() + " of " + store.getTotalSpace() + " bytes free, " + store.type());
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }

    private void containers(List<String> lines) {
        lines.add("");
        lines.add("== Containers");
        try {
            lines.add(runtime.version());
            for (var container : runtime.containers()) {
                if (owner.owns(container)) {
                    lines.add("-- " + container.bundle() + "/" + container.name() + " " + container.image() + " "
                            + container.state() + " health=" + container.health() + " exit=" + container.exitCode()
                            + " restarts=" + container.restarts() + " started=" + container.startedAt() + " error="
                            + container.error());
                    lines.addAll(runtime.lastLines(container.id(), LOG_LINES));
                }
            }
        } catch (TransientFailure e) {
            lines.add(e.reason());
        }
    }
}
