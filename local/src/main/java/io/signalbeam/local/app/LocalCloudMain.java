package io.signalbeam.local.app;

import io.signalbeam.local.fleet.SimulatedFleet;
import io.signalbeam.local.process.AtExit;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code ./beam up} runs: the local cloud with its demo, until it is told to stop. */
@Command(name = "beam up", mixinStandardHelpOptions = true)
public final class LocalCloudMain implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCloudMain.class);

    @Option(names = "--root", required = true, hidden = true)
    private Path root = Path.of(".");

    @Option(names = "--state", required = true, hidden = true)
    private Path state = Path.of(".beam");

    @Option(names = "--port-base", description = "Every port from this one on.")
    private int portBase;

    @Option(names = "--fleet", description = "Simulated devices.", defaultValue = "8")
    private int fleetSize;

    @Option(names = "--no-agent", description = "Do not enrol this machine.")
    private boolean noAgent;

    @Option(names = "--no-insights", description = "Do not run the Application Insights agent, nor the dashboard.")
    private boolean noInsights;

    public static void main(String[] args) {
        System.exit(new CommandLine(new LocalCloudMain()).execute(args));
    }

    @Override
    public void run() {
        var options = new CloudOptions(root, state, portBase, true, !noInsights);
        var progress = new Progress(state.resolve("progress.txt"));
        try {
            var cloud = LocalCloud.start(options, progress, System.getenv());
            AtExit.close(cloud);
            var agent = cloud.hasDemoPeople() && fill(cloud, options, progress);
            Files.writeString(state.resolve("welcome.txt"), welcome(cloud, agent));
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("The local cloud does not start", e);
            fail(e);
            System.exit(1);
        }
    }

    /** Makes the demo; says whether this machine is a device of it. */
    private boolean fill(LocalCloud cloud, CloudOptions options, Progress progress) throws Exception {
        var demo = new Demo(cloud, options);
        progress.step("demo tenants", () -> {
            demo.tenants();
            return true;
        });
        progress.step("demo bundle", () -> {
            demo.bundles();
            return true;
        });
        SimulatedFleet fleet = progress.step("simulated fleet (" + fleetSize + ")", () -> demo.fleet(fleetSize));
        AtExit.close(fleet);
        return !noAgent && progress.step("this machine as a device", () -> startAgent(options, demo)) != null;
    }

    private @Nullable AgentProcess startAgent(CloudOptions options, Demo demo)
            throws IOException, InterruptedException {
        if (!dockerAnswers()) {
            return null;
        }
        return AgentProcess.start(options, demo.agentConfig());
    }

    private static boolean dockerAnswers() {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of("/var/run/docker.sock"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String welcome(LocalCloud cloud, boolean agent) {
        return """

              SignalBeam Edge runs.

                web          %s
                sign in      %s
                API          %s/api/docs
                dashboard    %s
                this machine %s

              What to try next
                ./beam api GET /devices        the fleet, as Ada sees it
                the tour in README.md          enrol, deploy, watch, break, recover
                ./beam down                    stop, and keep everything

            """.formatted(
                cloud.web(),
                cloud.hasDemoPeople()
                        ? "as ada@demo.example, password: demo   (an admin; otto operates, vera looks)"
                        : "at the provider of SIGNALBEAM_OIDC_ISSUERS; there is no demo",
                cloud.api(),
                cloud.hasInsights() ? cloud.insights().page() : "none: --no-insights, or telemetry goes elsewhere",
                agent
                        ? "is a device of the fleet, with the label 'real'"
                        : "is no device: no Docker Engine answers, or --no-agent");
    }

    private void fail(Exception e) {
        try {
            var reasons = new ArrayList<String>();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                reasons.add(String.valueOf(cause.getMessage()));
            }
            Files.writeString(state.resolve("failed.txt"), String.join(": ", reasons));
        } catch (IOException unwritable) {
            LOG.error("Nobody can be told", unwritable);
        }
    }
}
