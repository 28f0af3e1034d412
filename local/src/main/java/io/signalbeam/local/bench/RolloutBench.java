package io.signalbeam.local.bench;

import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.AgentFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rollout engine in the packaged functions, on the local cloud: making rollouts over the API, ticks as the host times
 * them, twins through the Cosmos DB SDK to the stand-in, and reports from the hub into a rollout's progress. All parts share
 * one machine.
 */
final class RolloutBench implements Bench {
    private static final int WAVES = 10;
    private static final int IDLE_ROLLOUTS = 990;
    private static final int REPORTERS = 64;
    private static final int TWIN_ROUNDS = 4;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        int many = setting.quick() ? 20_000 : 100_000;
        int few = many / WAVES;
        var figures = new Figures(setting, new ArrayList<>());
        try (var cloud = BenchCloud.start(setting, Map.of("SIGNALBEAM_QUOTA_DEVICES", "1000000"));
                var fleet = BenchFleet.in(cloud)) {
            var host = new HostFunctions(cloud);
            fleet.publish("app", "1.0.0", "2.0.0", "3.0.0", "4.0.0");
            setting.say("making " + many + " devices");
            var group = fleet.group("many", many);
            var polled = new Poller(cloud, group);
            Thread.ofVirtual().name("poller").start(polled);

            setting.say("creating rollouts in " + WAVES + " waves");
            figures.add(Figure.median("create", create(cloud, group), "s").with(Bar.atMost(2)));

            setting.say("moving " + few + " and " + many + " devices");
            var inWaves = rollout(cloud, group, "1.0.0", WAVES);
            host.run("advance-rollouts");
            cloud.admin("POST", "/rollouts/" + inWaves + "/approve", null);
            double tick = host.run("advance-rollouts");
            expect(fleet, inWaves, "Updating", few);
            figures.add(Figure.of("tick_" + few, tick / 1e3, "s").with(Bar.atMost(2)));
            twins(setting, cloud, fleet, host).forEach(figures::add);
            fleet.report("app", "1.0.0", "");
            figures.add(Figure.of("tick_" + few + "_ends_and_next", host.run("advance-rollouts") / 1e3, "s"));
            cloud.admin("POST", "/rollouts/" + inWaves + "/cancel", null);
            drop(fleet);

            var atOnce = rollout(cloud, group, "2.0.0", 1);
            host.run("advance-rollouts");
            cloud.admin("POST", "/rollouts/" + atOnce + "/approve", null);
            double large = host.run("advance-rollouts");
            expect(fleet, atOnce, "Updating", many);
            figures.add(Figure.of("tick_" + many, large / 1e3, "s"));
            figures.add(Figure.of("tick_ratio", large / tick, "times").with(Bar.atMost(12)));
            drop(fleet);
            figures.add(Figure.median("preview", preview(cloud, group), "s").with(Bar.atMost(2)));
            fleet.report("app", "2.0.0", "arm/v7");
            figures.add(Figure.of("tick_" + many + "_ends", host.run("advance-rollouts") / 1e3, "s"));
            var watch = Stopwatch.start();
            var failures = cloud.admin("GET", "/rollouts/" + atOnce + "/failures", null);
            figures.add(Figure.of("failures", watch.seconds(), "s").with(Bar.atMost(2)));
            if (!failures.path("shares").path(0).path("value").asText().equals("arm/v7")) {
                throw new IOException("what all failures have in common is not first: " + failures);
            }

            figures.add(idle(setting, cloud, fleet, host));
            figures.add(reports(setting, cloud, fleet, host));
            polled.stop();
            figures.add(Figure.of("polls", (double) polled.polls.get(), "polls"));
            figures.add(Figure.of("polls_told_less", (double) polled.less.get(), "polls")
                    .with(Bar.atMost(0)));
        }
        return figures.all();
    }

    /** Told as soon as they are known: the whole takes minutes. */
    private record Figures(Setting setting, List<Figure> all) {
        void add(Figure figure) {
            setting.say(figure.line());
            all.add(figure);
        }
    }

    /** What is left to be projected is not part of what is measured next. */
    private static void drop(BenchFleet fleet) throws SQLException {
        fleet.update("DELETE FROM outbox");
    }

    private static void expect(BenchFleet fleet, String rollout, String status, int devices)
            throws SQLException, IOException {
        long found = fleet.count("SELECT count(*) FROM rollout_devices WHERE rollout_id = '" + rollout
                + "' AND status = '" + status + "'");
        // One device more is the one that polls.
        if (Math.abs(found - devices) > 1) {
            throw new IOException(found + " devices are " + status + ", and not " + devices);
        }
    }

    private static double[] create(BenchCloud cloud, String group) throws IOException, InterruptedException {
        var samples = new double[5];
        for (int i = 0; i < samples.length; i++) {
            var watch = Stopwatch.start();
            var id = rollout(cloud, group, "3.0.0", WAVES);
            samples[i] = watch.seconds();
            cloud.admin("POST", "/rollouts/" + id + "/cancel", null);
        }
        return samples;
    }

    /** One that waits for its approval. */
    private static String rollout(BenchCloud cloud, String group, String version, int waves)
            throws IOException, InterruptedException {
        return cloud.admin("POST", "/rollouts", wish(group, version, waves))
                .path("id")
                .asText();
    }

    private static Map<String, Object> wish(String group, String version, int waves) {
        var all = new ArrayList<Map<String, Object>>(Collections.nCopies(waves, Map.of("percentage", 100 / waves)));
        all.set(0, Map.of("percentage", 100 / waves, "approval", true));
        return Map.of("bundleId", "app", "version", version, "target", Map.of("groupId", group), "waves", all);
    }

    /** The outbox of the tick before, written out; this process is what answers for Cosmos DB. */
    private static List<Figure> twins(Setting setting, BenchCloud cloud, BenchFleet fleet, HostFunctions host)
            throws SQLException, IOException, InterruptedException {
        long queued = fleet.count("SELECT count(*) FROM outbox");
        setting.say("writing " + queued + " twins for the first time");
        double millis = project(fleet, host);
        double first = queued / (millis / 1e3);
        var functions = new Cpu(cloud.local().functions().pid());
        var here = new Cpu(ProcessHandle.current().pid());
        double functionsBefore = 0;
        double hereBefore = 0;
        // What counts is an app that has run for a while, and not its compiler.
        for (int round = 1; round <= (setting.quick() ? 1 : TWIN_ROUNDS); round++) {
            queued = queueTwins(fleet);
            setting.say("writing " + queued + " twins over");
            functionsBefore = functions.seconds();
            hereBefore = here.seconds();
            millis = project(fleet, host);
        }
        return List.of(
                Figure.of("twins_made", first, "twins/s"),
                Figure.of("twins_written", queued / (millis / 1e3), "twins/s").with(Bar.atLeast(1_500)),
                Figure.of("twins_cpu_functions", (functions.seconds() - functionsBefore) * 1e3 / queued, "ms/twin"),
                Figure.of("twins_cpu_standin", (here.seconds() - hereBefore) * 1e3 / queued, "ms/twin"));
    }

    private static long queueTwins(BenchFleet fleet) throws SQLException {
        return fleet.update("INSERT INTO outbox (tenant_id, device_id) SELECT d.tenant_id, d.id FROM devices d"
                + " JOIN device_desired x ON x.device_id = d.id");
    }

    /** Answers in how many milliseconds the outbox was emptied. */
    private static double project(BenchFleet fleet, HostFunctions host)
            throws SQLException, IOException, InterruptedException {
        double millis = 0;
        while (fleet.count("SELECT count(*) FROM outbox") > 0) {
            millis += host.run("project-twins");
        }
        return millis;
    }

    private static double[] preview(BenchCloud cloud, String group) throws IOException, InterruptedException {
        var samples = new double[5];
        for (int i = 0; i < samples.length; i++) {
            var watch = Stopwatch.start();
            cloud.admin("POST", "/rollouts/preview", wish(group, "3.0.0", WAVES));
            samples[i] = watch.seconds();
        }
        return samples;
    }

    private static Figure idle(Setting setting, BenchCloud cloud, BenchFleet fleet, HostFunctions host)
            throws IOException, InterruptedException, SQLException {
        setting.say("an idle tick beside " + IDLE_ROLLOUTS + " rollouts that have ended");
        for (int i = 0; i < 10; i++) {
            cloud.admin(
                    "POST",
                    "/rollouts",
                    Map.of(
                            "bundleId", "app",
                            "version", "3.0.0",
                            "target", Map.of("groupId", fleet.group("idle" + i, 100))));
        }
        fleet.update(
                "INSERT INTO rollouts (id, tenant_id, name, bundle_id, version, group_id, status, created_by, ended_at)"
                        + " SELECT gen_random_uuid(), tenant_id, 'ended', bundle_id, version, group_id, 'Cancelled', 'bench', now()"
                        + " FROM (SELECT * FROM rollouts WHERE status = 'Running' LIMIT 1) r, generate_series(1, "
                        + IDLE_ROLLOUTS + ")");
        fleet.update("ANALYZE");
        drop(fleet);
        for (int i = 0; i < 10; i++) {
            host.run("advance-rollouts");
        }
        var samples = new double[21];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = host.run("advance-rollouts");
        }
        fleet.update("UPDATE rollouts SET status = 'Cancelled', ended_at = now() WHERE ended_at IS NULL");
        return Figure.median("idle_tick", samples, "ms").with(Bar.atMost(50));
    }

    private static Figure reports(Setting setting, BenchCloud cloud, BenchFleet fleet, HostFunctions host)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        int each = setting.quick() ? 100 : 1_000;
        try (var load = ReportLoad.enroll(cloud, "reporter-", REPORTERS)) {
            var body = new HashMap<String, Object>();
            body.put("bundleId", "app");
            body.put("version", "4.0.0");
            body.put("target", Map.of("deviceIds", load.devices()));
            var id = cloud.admin("POST", "/rollouts", body).path("id").asText();
            long generation =
                    fleet.count("SELECT max(generation) FROM rollout_devices WHERE rollout_id = '" + id + "'");
            setting.say(REPORTERS + " devices report " + each + " times each");
            load.send("app", "4.0.0", generation - 1, 1, 100);
            awaitSequence(fleet, id, 100);
            var watch = Stopwatch.start();
            load.send("app", "4.0.0", generation, 1_000, each);
            awaitSequence(fleet, id, 1_000L + each - 1);
            host.run("advance-rollouts");
            double seconds = watch.seconds();
            expect(fleet, id, "Succeeded", REPORTERS);
            return Figure.of("reports_into_progress", REPORTERS * each / seconds, "reports/s")
                    .with(Bar.atLeast(5_000));
        }
    }

    private static void awaitSequence(BenchFleet fleet, String rollout, long sequence)
            throws SQLException, InterruptedException, IOException {
        var watch = Stopwatch.start();
        while (fleet.count(
                        "SELECT min(s.sequence) FROM rollout_devices r JOIN device_state s ON s.device_id = r.device_id"
                                + " WHERE r.rollout_id = '" + rollout + "'")
                < sequence) {
            if (watch.seconds() > 120) {
                throw new IOException("the reports are not taken");
            }
            Thread.sleep(20);
        }
    }

    /** A device of the fleet that polls all the time: it is never told of a generation below one that it has seen. */
    private static final class Poller implements Runnable {
        private final BenchCloud cloud;
        private final String key;
        private final AtomicLong polls = new AtomicLong();
        private final AtomicLong less = new AtomicLong();
        private final AtomicBoolean stopped = new AtomicBoolean();

        Poller(BenchCloud cloud, String group) throws IOException, InterruptedException {
            this.cloud = cloud;
            var facts = new AgentFacts("0.1.0-bench", "linux", "amd64", "poller", null);
            var request = new EnrollRequest(
                    cloud.enrollmentToken(), UuidV7.random().toString(), "poller", Map.of(), facts, null, null);
            var device = cloud.client()
                    .send("POST", "/api/agent/enroll", Map.of(), request)
                    .as(EnrollResponse.class);
            this.key = device.deviceKey();
            cloud.admin(
                    "POST",
                    "/groups/" + group + "/members",
                    Map.of("deviceIds", List.of(device.deviceId().toString())));
        }

        void stop() {
            stopped.set(true);
        }

        @Override
        public void run() {
            long known = 0;
            try {
                while (!stopped.get()) {
                    long generation = cloud.client()
                            .send("GET", "/api/agent/desired-state", Map.of("x-api-key", key), null)
                            .ok()
                            .path("generation")
                            .asLong();
                    polls.incrementAndGet();
                    if (generation < known) {
                        less.incrementAndGet();
                    }
                    known = Math.max(known, generation);
                    Thread.sleep(50);
                }
            } catch (IOException e) {
                less.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
