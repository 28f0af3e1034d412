package io.signalbeam.local.e2e;

import io.signalbeam.local.app.CloudOptions;
import io.signalbeam.local.app.Demo;
import io.signalbeam.local.app.LocalCloud;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.app.Progress;
import io.signalbeam.local.fleet.SimulatedFleet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A local cloud of its own for one test class, on ports that nobody else uses. */
final class TestCloud implements AutoCloseable {
    /** Of the project: tests run in module local. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final LocalCloud cloud;
    private final CloudOptions options;

    private TestCloud(LocalCloud cloud, CloudOptions options) {
        this.options = options;
        this.cloud = cloud;
    }

    static TestCloud start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /** @param settings what is set from outside, beside a rhythm that tests need not wait for */
    static TestCloud start(Path folder, Map<String, String> settings) throws Exception {
        return start(new CloudOptions(ROOT, folder, Ports.freeBlock(), true), settings);
    }

    /** With the Application Insights agent beside the functions, and a collector that takes what it sends. */
    static TestCloud withInsights(Path folder) throws Exception {
        return start(new CloudOptions(ROOT, folder, Ports.freeBlock(), true, true), Map.of());
    }

    /** On a block of ports, so that it can be started again in its folder and is where it was. */
    static TestCloud at(Path folder, int base) throws Exception {
        return at(folder, base, Map.of());
    }

    /** @param settings what is set from outside */
    static TestCloud at(Path folder, int base, Map<String, String> settings) throws Exception {
        return start(new CloudOptions(ROOT, folder, base, true), settings);
    }

    private static TestCloud start(CloudOptions options, Map<String, String> settings) throws Exception {
        var folder = options.state();
        Files.createDirectories(folder);
        var environment = new HashMap<>(settings);
        environment.put("SIGNALBEAM_HEARTBEAT_SECONDS", "2");
        environment.put("SIGNALBEAM_RECONCILE_SECONDS", "1");
        return new TestCloud(
                LocalCloud.start(options, new Progress(folder.resolve("progress.txt")), environment), options);
    }

    /** What {@code ./beam up} fills a cloud with: tenants, people, a bundle, groups and so many simulated devices. */
    SimulatedFleet demo(int devices) throws Exception {
        return Demo.fill(cloud, options, devices);
    }

    /** The first admin of a new tenant, whose people have that tenant's name in their tokens. */
    Api admin(String tenant) throws Exception {
        return tenantOf("admin-of-" + tenant, tenant);
    }

    /** A new tenant with somebody as its first admin. */
    Api tenantOf(String subject, String tenant) throws Exception {
        Api.person(cloud.api(), cloud.token("pat"))
                .post(
                        "/tenants",
                        Map.of(
                                "name",
                                tenant,
                                "issuer",
                                cloud.openId().issuer().toString(),
                                "claimValue",
                                tenant,
                                "admin",
                                Map.of("subject", subject)))
                .ok();
        return Api.person(cloud.api(), openId(subject, tenant));
    }

    /** A token of a person of a tenant, as the provider gives it. */
    String openId(String subject, String tenant) {
        return cloud.openId().token(subject, Duration.ofHours(1), Map.of("tenant", tenant));
    }

    /** Where all of it is kept. */
    Path folder() {
        return options.state();
    }

    URI api() {
        return cloud.api();
    }

    String ownerUrl() {
        return cloud.ownerUrl();
    }

    LocalCloud local() {
        return cloud;
    }

    @Override
    public void close() {
        cloud.close();
    }
}
