package io.signalbeam.local.bench;

import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.AgentFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the API does in a second: the host's own cheapest answer, a device that finds nothing new, and a person's page of 50
 * devices. All parts and the clients share one machine, so the first says what the machine gives, and the others are to be
 * read beside it. What row-level security and checks of signatures take of it is measured beside them.
 */
final class ApiBench implements Bench {
    private static final int DEVICES = 100;
    /** Of the no-op's requests a second. */
    private static final double SHARE = 0.5;

    private static final String NO_LIMIT = "1000000";
    private static final Map<String, String> UNLIMITED = Map.of(
            "SIGNALBEAM_LIMIT_DEVICE_PER_SECOND", NO_LIMIT,
            "SIGNALBEAM_LIMIT_TENANT_PER_SECOND", NO_LIMIT,
            "SIGNALBEAM_LIMIT_TOTAL_PER_SECOND", NO_LIMIT);

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        double seconds = setting.quick() ? 5 : 20;
        try (var cloud = BenchCloud.start(setting, UNLIMITED);
                var load = new HttpLoad(cloud.local().api(), seconds)) {
            var key = enroll(setting, cloud);
            var credential = Map.of("x-api-key", key);
            var tag = cloud.client()
                    .send("GET", "/api/agent/desired-state", credential, null)
                    .etag();
            if (tag == null) {
                throw new IOException("a desired state has no entity tag");
            }
            var noOp = new HttpLoad.Call("/api/health/live", Map.of(), 200);
            var unchanged =
                    new HttpLoad.Call("/api/agent/desired-state", Map.of("x-api-key", key, "if-none-match", tag), 304);
            var page = new HttpLoad.Call("/api/devices?limit=50", cloud.asAdmin(), 200);
            for (var call : List.of(noOp, unchanged, page)) {
                setting.say("warming up " + call.path());
                load.run(call);
            }
            var figures = new ArrayList<Figure>();
            var base = measured(setting, load, "noop", noOp, figures);
            var state = measured(setting, load, "desired_state_304", unchanged, figures);
            measured(setting, load, "devices_page", page, figures);
            figures.add(Figure.of("desired_state_304_share", state / base, "of noop")
                    .with(Bar.atLeast(SHARE)));
            setting.say("what checks cost");
            figures.addAll(CheckCosts.measure(cloud.local().ownerUrl(), cloud.appUrl(), seconds / 5));
            return figures;
        }
    }

    private static double measured(
            Setting setting, HttpLoad load, String name, HttpLoad.Call call, List<Figure> figures) throws Exception {
        setting.say("measuring " + call.path());
        var result = load.run(call);
        figures.add(Figure.of(name, result.perSecond(), "requests/s"));
        figures.add(Figure.of(name + "_p50", result.millis(0.5), "ms"));
        figures.add(Figure.of(name + "_p99", result.millis(0.99), "ms"));
        return result.perSecond();
    }

    /** The key of the last of them. */
    private static String enroll(Setting setting, BenchCloud cloud) throws IOException, InterruptedException {
        setting.say("enrolling " + DEVICES + " devices");
        var token = cloud.enrollmentToken();
        var key = "";
        for (int i = 0; i < DEVICES; i++) {
            var name = "device-" + i;
            var facts = new AgentFacts("0.1.0-bench", "linux", "amd64", name, null);
            var request = new EnrollRequest(
                    token, UuidV7.random().toString(), name, Map.of("env", "prod"), facts, null, null);
            key = cloud.client()
                    .send("POST", "/api/agent/enroll", Map.of(), request)
                    .as(EnrollResponse.class)
                    .deviceKey();
        }
        return key;
    }
}
