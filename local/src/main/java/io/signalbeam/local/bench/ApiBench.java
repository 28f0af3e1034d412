package io.signalbeam.local.bench;

import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.AgentFacts;
import java.io.IOException;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * What the API does in a second: the host's own cheapest answer, devices that find nothing new, and a person's page of 50
 * devices. All parts and the clients share one machine, so the first says what the machine gives, and the others are to be
 * read beside it. What processors the functions and the stand-in for Cosmos DB take is told apart, and what row-level
 * security and checks of credentials take of it is measured beside them.
 */
final class ApiBench implements Bench {
    private static final int DEVICES = 100;
    /** Of the no-op's requests a second. */
    private static final double SHARE = 0.5;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        double seconds = setting.quick() ? 3 : 20;
        setting.say("starting a Cosmos DB of its own");
        try (var cosmos = CosmosProcess.start(
                        setting.folder().resolve("cosmos"), setting.folder().resolve("secrets"));
                var cloud = BenchCloud.start(setting, cosmos.settings());
                var load = new HttpLoad(cloud.local().api(), seconds)) {
            var run = new Run(setting, load, new Cpu(cloud.local().functions().pid()), new Cpu(cosmos.pid()));
            var devices = enroll(setting, cloud);
            var noOp = new HttpLoad.Call("/api/health/live", List.of(Map.of()), 200);
            var unchanged = polls(devices, "");
            // A weak tag is another text: the app remembers strong ones, reads for this one, and finds that it is the
            // same.
            var read = polls(devices, "W/");
            var page = new HttpLoad.Call("/api/devices?limit=50", List.of(cloud.asAdmin()), 200);
            for (var call : List.of(noOp, unchanged, read, page)) {
                setting.say("warming up " + call.path());
                load.run(call);
            }
            double base = run.measured("noop", noOp);
            double state = run.measured("desired_state_304", unchanged);
            run.measured("desired_state_304_read", read);
            run.measured("devices_page", page);
            var figures = new ArrayList<>(run.figures);
            figures.add(Figure.of("desired_state_304_share", state / base, "of noop")
                    .with(Bar.atLeast(SHARE)));
            setting.say("what checks cost");
            var checks = CheckCosts.measure(seconds / 5);
            figures.addAll(checks.figures());
            try (var owner = DriverManager.getConnection(cloud.local().ownerUrl())) {
                figures.addAll(new RlsCosts(
                                owner,
                                cloud.setting("PostgresUrl"),
                                cloud.setting("PostgresServiceUrl"),
                                setting.quick() ? 40 : 200)
                        .measure());
            }
            figures.addAll(shares(figures, load, unchanged, page, checks));
            return figures;
        }
    }

    /** Of the time that one request takes when it is alone. */
    private static List<Figure> shares(
            List<Figure> figures, HttpLoad load, HttpLoad.Call poll, HttpLoad.Call page, CheckCosts.Costs checks)
            throws InterruptedException, ExecutionException {
        double pollMicros = load.run(poll, 1).millis(0.5) * 1000;
        double pageMicros = load.run(page, 1).millis(0.5) * 1000;
        double rls = value(figures, "page_sql_with_rls") - value(figures, "page_sql_without_rls");
        return List.of(
                Figure.of("desired_state_304_alone", pollMicros, "µs"),
                Figure.of("desired_state_304_authentication", checks.deviceKey() / pollMicros, "of its time alone"),
                Figure.of("devices_page_alone", pageMicros, "µs"),
                Figure.of("devices_page_authentication", checks.personToken() / pageMicros, "of its time alone"),
                Figure.of("devices_page_rls", Math.max(0, rls) / pageMicros, "of its time alone"));
    }

    private static double value(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .doubleValue();
    }

    private record Run(Setting setting, HttpLoad load, Cpu functions, Cpu cosmos, List<Figure> figures) {
        Run(Setting setting, HttpLoad load, Cpu functions, Cpu cosmos) {
            this(setting, load, functions, cosmos, new ArrayList<>());
        }

        /** Requests a second. */
        double measured(String name, HttpLoad.Call call) throws Exception {
            setting.say("measuring " + name);
            double functionsBefore = functions.seconds();
            double cosmosBefore = cosmos.seconds();
            var result = load.run(call);
            double requests = result.nanos().size();
            figures.add(Figure.of(name, result.perSecond(), "requests/s"));
            setting.say(figures.getLast().line());
            figures.add(Figure.of(name + "_p50", result.millis(0.5), "ms"));
            figures.add(Figure.of(name + "_p99", result.millis(0.99), "ms"));
            figures.add(Figure.of(
                    name + "_cpu_functions", (functions.seconds() - functionsBefore) * 1000 / requests, "ms/request"));
            figures.add(Figure.of(
                    name + "_cpu_standin", (cosmos.seconds() - cosmosBefore) * 1000 / requests, "ms/request"));
            return result.perSecond();
        }
    }

    /** A device's key, and the entity tag of its desired state. */
    private record Device(String key, String tag) {}

    private static HttpLoad.Call polls(List<Device> devices, String prefix) {
        return new HttpLoad.Call(
                "/api/agent/desired-state",
                devices.stream()
                        .map(device -> Map.of("x-api-key", device.key(), "if-none-match", prefix + device.tag()))
                        .toList(),
                304);
    }

    private static List<Device> enroll(Setting setting, BenchCloud cloud) throws IOException, InterruptedException {
        setting.say("enrolling " + DEVICES + " devices");
        var token = cloud.enrollmentToken();
        var devices = new ArrayList<Device>();
        for (int i = 0; i < DEVICES; i++) {
            var name = "device-" + i;
            var facts = new AgentFacts("0.1.0-bench", "linux", "amd64", name, null);
            var request = new EnrollRequest(
                    token, UuidV7.random().toString(), name, Map.of("env", "prod"), facts, null, null);
            var key = cloud.client()
                    .send("POST", "/api/agent/enroll", Map.of(), request)
                    .as(EnrollResponse.class)
                    .deviceKey();
            var tag = cloud.client()
                    .send("GET", "/api/agent/desired-state", Map.of("x-api-key", key), null)
                    .etag();
            if (tag == null) {
                throw new IOException("a desired state has no entity tag");
            }
            devices.add(new Device(key, tag));
        }
        return devices;
    }
}
