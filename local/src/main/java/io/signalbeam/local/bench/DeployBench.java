package io.signalbeam.local.bench;

import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * From the moment a bundle is assigned to a device until its container runs in Docker Engine, the image being there: with
 * an agent that polls every second, and with one at the product's default intervals. The quick one leaves out the latter,
 * which waits for most of a minute each time.
 */
final class DeployBench implements Bench {
    static final int USUAL_SECONDS = 60;
    private static final double PATIENCE_SECONDS = 180;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        Docker.require();
        Docker.importImage(setting.folder());
        try (var cloud = BenchCloud.start(setting)) {
            var figures = new ArrayList<Figure>();
            var fast = deploy(setting, cloud, "every-second", OptionalInt.of(1), setting.quick() ? 5 : 10);
            figures.add(Figure.median("deploy_1s_median", fast, "s"));
            figures.add(Figure.max("deploy_1s_max", fast, "s"));
            if (!setting.quick()) {
                var usual = deploy(setting, cloud, "usual", OptionalInt.empty(), 3);
                figures.add(Figure.median("deploy_default_median", usual, "s"));
                figures.add(Figure.max("deploy_default_max", usual, "s"));
            }
            return figures;
        } finally {
            Docker.removeImage();
        }
    }

    private static double[] deploy(Setting setting, BenchCloud cloud, String name, OptionalInt interval, int times)
            throws IOException, InterruptedException {
        try (var agent = cloud.agent(name, interval)) {
            setting.say("agent " + agent.pid() + ", intervals: " + name);
            var device = cloud.enrolled(name);
            var seconds = new double[times];
            for (int i = 0; i < times; i++) {
                // The agent has just looked: spread over its interval, or each wait would be a whole one.
                Thread.sleep((long) (1000.0 * interval.orElse(USUAL_SECONDS) * (i + 0.5) / times));
                seconds[i] = deployOne(cloud, device, name + "-" + i);
                setting.say("running after %.2f s".formatted(seconds[i]));
            }
            return seconds;
        } finally {
            var device = cloud.device(name);
            if (device != null) {
                Docker.removeAll(device);
            }
        }
    }

    private static double deployOne(BenchCloud cloud, DeviceId device, String bundle)
            throws IOException, InterruptedException {
        var container = Map.of(
                "name",
                "sleeper",
                "image",
                Docker.IMAGE,
                "command",
                List.of("/bin/busybox", "sleep", "3600"),
                "stopGraceSeconds",
                1);
        cloud.admin(
                "POST",
                "/bundles/" + bundle + "/versions",
                Map.of("bundleId", bundle, "version", "1.0.0", "containers", List.of(container)));
        var watch = Stopwatch.start();
        cloud.admin("POST", "/devices/" + device + "/bundles", Map.of("bundleId", bundle, "version", "1.0.0"));
        while (!Docker.runs(device, bundle)) {
            if (watch.seconds() > PATIENCE_SECONDS) {
                throw new IOException("bundle " + bundle + " does not run after " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(50);
        }
        return watch.seconds();
    }
}
