package io.signalbeam.functions.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.app.App;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.RollupRows;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class AlertsIT {
    private static final Duration TICK = Duration.ofSeconds(30);
    /** What stands where in a device's latest sample, as far as it is needed here. */
    private static final List<String> PLACES = List.of(
            "custom",
            "containers",
            "uptimeSeconds",
            "cpuPercent",
            "memoryUsedBytes",
            "memoryTotalBytes",
            "diskUsedBytes",
            "diskTotalBytes");

    private static TestCloud cloud;
    private static Receiver receiver;

    private TenantId tenant;
    private TestApi admin;
    private FleetRows fleet;
    private RollupRows rollups;
    private String hook;

    @BeforeAll
    static void open() throws IOException {
        cloud = new TestCloud(Map.of("SIGNALBEAM_WEBHOOKS_PRIVATE", "true"));
        receiver = new Receiver();
    }

    @AfterAll
    static void close() {
        receiver.close();
        cloud.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        var name = test.getTestMethod().orElseThrow().getName();
        tenant = cloud.tenant(name);
        admin = cloud.person(name, "Admin");
        fleet = new FleetRows(cloud.database, tenant);
        rollups = new RollupRows(cloud.database, tenant);
        hook = "/" + tenant;
        receiver.answers(204);
    }

    /** Nothing of one test is due in the next one. */
    @AfterEach
    void end() {
        cloud.database.owner().useHandle(tx -> {
            tx.execute("delete from alert_webhooks");
            tx.execute("delete from alert_rules");
            tx.execute("delete from alerts");
            tx.execute("delete from alert_silences");
        });
    }

    @Test
    void fires_after_its_time_tells_and_tells_again_when_it_is_over() {
        var device = fleet.device("press", Map.of("env", "prod"));
        var other = fleet.device("lathe", Map.of("env", "test"));
        var secret = webhook("Info");
        rule(Map.of(
                "name", "hot",
                "condition", Map.of("metric", "custom.oil.temp", "aggregation", "Last", "threshold", 80),
                "selector", "env = prod",
                "forSeconds", 60,
                "severity", "Critical"));
        latest(device, Map.of("custom", Map.of("oil.temp", 99.5)));
        latest(other, Map.of("custom", Map.of("oil.temp", 99.5)));

        evaluate();
        assertThat(alerts("state")).containsExactly("Pending");
        deliver();
        assertThat(got()).isEmpty();

        tick();
        tick();
        var firing = admin.get("/alerts?state=Firing,Pending").is(200);
        assertThat(firing.texts("items", "state")).containsExactly("Firing");
        assertThat(firing.text("/items/0/device/name")).isEqualTo("press");
        assertThat(firing.text("/items/0/rule/name")).isEqualTo("hot");
        assertThat(firing.body().at("/items/0/value").asDouble()).isEqualTo(99.5);

        deliver();
        deliver();
        var message = only(got());
        assertThat(message.type()).isEqualTo("alerts.firing");
        assertThat(message.body().at("/data/alerts/0/id").asText()).isEqualTo(firing.text("/items/0/id"));
        assertThat(message.signature())
                .isEqualTo(new WebhookSecret(secret)
                        .sign(
                                message.id(),
                                Instant.ofEpochSecond(Long.parseLong(message.timestamp())),
                                message.text()));

        latest(device, Map.of("custom", Map.of("oil.temp", 20.0)));
        tick();
        deliver();
        assertThat(got().stream().map(Receiver.Got::type)).containsExactly("alerts.firing", "alerts.resolved");
        assertThat(alerts("endReason")).containsExactly("Recovered");
        assertThat(admin.get("/alert-webhooks").is(200).body().at("/items/0").has("lastSuccessAt"))
                .isTrue();
    }

    @Test
    void looks_into_latest_samples_for_containers_and_for_shares_in_percent() {
        var busy = fleet.device("busy");
        var full = fleet.device("full");
        latest(
                busy,
                Map.of("containers", List.of(List.of("shop", "db", 1, 2, 3), List.of("shop", "web", 150.5, 2, 3))));
        latest(full, Map.of("containers", List.of(), "diskUsedBytes", 91, "diskTotalBytes", 100));
        rule(Map.of("name", "disk", "condition", last("diskUsedPercent", 90)));
        rule(Map.of("name", "cpu", "condition", last("container.shop/web.cpuPercent", 100)));
        rule(Map.of("name", "restarts", "condition", last("container.shop/db.restarts", 2)));
        rule(Map.of("name", "none", "condition", last("container.shop/web.restarts", 3)));
        evaluate();

        assertThat(found()).containsExactlyInAnyOrder("disk full 91.0", "cpu busy 150.5", "restarts busy 3.0");
    }

    private static Map<String, ?> last(String metric, int threshold) {
        return Map.of("metric", metric, "aggregation", "Last", "threshold", threshold);
    }

    /** Rule, device and value of each alert. */
    private List<String> found() {
        return admin.get("/alerts")
                .is(200)
                .body()
                .path("items")
                .valueStream()
                .map(alert -> alert.at("/rule/name").asText() + " "
                        + alert.at("/device/name").asText() + " "
                        + alert.path("value").asDouble())
                .toList();
    }

    @Test
    void aggregates_roll_ups_of_containers_and_of_shares_in_percent() {
        var full = fleet.device("full");
        var empty = fleet.device("empty");
        var at = bucket();
        rollups.bucket("5m", full, "diskUsedBytes", at, 91);
        rollups.bucket("5m", full, "diskTotalBytes", at, 100);
        rollups.bucket("5m", empty, "diskUsedBytes", at, 9);
        rollups.bucket("5m", empty, "diskTotalBytes", at, 100);
        rollups.bucket("5m", empty, "container.shop/web.restarts", at, 10, 0, 7, 30);
        rule(Map.of("name", "disk", "condition", Map.of("metric", "diskUsedPercent", "threshold", 90)));
        rule(Map.of(
                "name",
                "restarts",
                "condition",
                Map.of("metric", "container.shop/web.restarts", "aggregation", "Max", "threshold", 5)));
        rule(Map.of(
                "name",
                "mean",
                "condition",
                Map.of("metric", "container.shop/web.restarts", "operator", "Below", "threshold", 3)));
        evaluate();
        assertThat(found()).containsExactlyInAnyOrder("disk full 91.0", "restarts empty 7.0");
    }

    @Test
    void tells_of_devices_that_are_offline() {
        var gone = fleet.device("gone");
        var here = fleet.device("here");
        fleet.device("never");
        state(gone, "Offline", Duration.ofMinutes(10));
        state(here, "Online", Duration.ofMinutes(10));
        rule(Map.of("name", "offline", "condition", Map.of("metric", "offlineSeconds", "threshold", 300)));
        evaluate();
        assertThat(only(admin.get("/alerts")
                                .is(200)
                                .body()
                                .path("items")
                                .valueStream()
                                .toList())
                        .at("/device/name")
                        .asText())
                .isEqualTo("gone");
    }

    @Test
    void sees_what_is_unusual_for_a_device_and_not_for_another_one() {
        var quiet = fleet.device("quiet");
        var busy = fleet.device("busy");
        var young = fleet.device("young");
        var now = bucket();
        for (int i = 3; i < 60; i++) {
            rollups.bucket("5m", quiet, "cpuPercent", now.minusSeconds(300L * i), 5 + i % 3);
            rollups.bucket("5m", busy, "cpuPercent", now.minusSeconds(300L * i), 60 + i % 30);
        }
        for (var device : List.of(quiet, busy, young)) {
            rollups.bucket("5m", device, "cpuPercent", now, 80);
        }
        rule(Map.of("name", "odd", "condition", Map.of("type", "Anomaly", "metric", "cpuPercent", "threshold", 3.5)));
        evaluate();
        var alert = only(
                admin.get("/alerts").is(200).body().path("items").valueStream().toList());
        assertThat(alert.at("/device/name").asText()).isEqualTo("quiet");
        // The median is 6 and the median distance from it 1.
        assertThat(alert.path("score").asDouble()).isBetween(49.0, 51.0);
    }

    @Test
    void a_silence_holds_messages_back_until_it_ends() {
        var device = fleet.device("press", Map.of("site", "berlin"));
        webhook("Info");
        var rule = rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        var silence = admin.post(
                        "/alert-silences",
                        Map.of(
                                "ruleId",
                                rule,
                                "selector",
                                "site in (berlin, oslo)",
                                "endsAt",
                                cloud.clock.instant().plusSeconds(3600).toString(),
                                "comment",
                                "works"))
                .is(201);
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        deliver();
        assertThat(got()).isEmpty();
        assertThat(admin.get("/alerts").is(200).text("/items/0/silencedBy/0")).isEqualTo(silence.text("/id"));

        admin.delete("/alert-silences/" + silence.text("/id")).is(204);
        assertThat(admin.get("/alert-silences").is(200).texts("items", "state")).containsExactly("Expired");
        tick();
        deliver();
        assertThat(only(got()).type()).isEqualTo("alerts.firing");
        assertThat(admin.get("/alerts").is(200).body().at("/items/0/silencedBy"))
                .isEmpty();
    }

    @Test
    void a_message_that_did_not_arrive_goes_out_again_under_the_same_id() {
        var device = fleet.device("press");
        webhook("Info");
        rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        receiver.answers(302);
        deliver();
        deliver();
        assertThat(got())
                .as("no redirect is followed, and nothing sent before its time")
                .hasSize(1);
        assertThat(admin.get("/alert-webhooks").is(200).text("/items/0/lastError"))
                .isEqualTo("It answered 302.");
        cloud.clock.advance(Duration.ofSeconds(5));
        receiver.answers(204);
        deliver();
        assertThat(got()).hasSize(2);
        assertThat(got().stream().map(Receiver.Got::id).distinct()).hasSize(1);
        assertThat(got().stream().map(Receiver.Got::text).distinct()).hasSize(1);
        assertThat(admin.get("/alert-webhooks").is(200).body().at("/items/0").has("lastError"))
                .isFalse();
    }

    @Test
    void whoever_died_while_sending_is_stood_in_for() {
        var device = fleet.device("press");
        webhook("Info");
        rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        var taken = cloud.database
                .database()
                .asService(tx -> DeliveriesSql.take(tx, cloud.clock.instant(), Duration.ofMinutes(1), 10, 10));
        assertThat(taken).hasSize(1);
        deliver();
        assertThat(got()).isEmpty();
        cloud.clock.advance(Duration.ofMinutes(1));
        deliver();
        assertThat(only(got()).id()).isEqualTo(taken.getFirst().id().toString());
    }

    @Test
    void a_receiver_that_is_gone_for_good_hears_nothing_more() {
        var device = fleet.device("press");
        webhook("Info");
        var rule = rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        receiver.answers(410);
        deliver();
        receiver.answers(204);
        admin.delete("/alert-rules/" + rule).is(204);
        cloud.clock.advance(Duration.ofDays(1));
        deliver();
        assertThat(got()).hasSize(1);
        assertThat(admin.get("/alert-webhooks").is(200).body().at("/items/0").has("disabledAt"))
                .isTrue();
    }

    @Test
    void severities_below_a_webhooks_own_do_not_reach_it() {
        var device = fleet.device("press");
        webhook("Critical");
        for (var severity : List.of("Warning", "Critical")) {
            rule(Map.of(
                    "name", severity,
                    "severity", severity,
                    "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        }
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        deliver();
        assertThat(only(got()).body().at("/data/alerts/0/rule/name").asText()).isEqualTo("Critical");
        assertThat(admin.get("/alerts?severity=Warning").is(200).body().path("items"))
                .hasSize(1);
    }

    @Test
    void many_instances_at_once_make_one_alert_a_device_and_tell_it_once() throws Exception {
        var group = fleet.group("all", 1);
        fleet.devices(250, group);
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute(
                        "update device_state set metrics = '[null,null,null,99]', metrics_at = ? where tenant_id = ?",
                        cloud.clock.instant().atOffset(java.time.ZoneOffset.UTC),
                        tenant.value()));
        webhook("Info");
        rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        var instances = IntStream.range(0, 4).mapToObj(i -> cloud.instance()).toList();
        together(instances, app -> app.get(EvaluateAlerts.class).tick());
        together(instances, app -> app.get(DeliverAlerts.class).run());
        assertThat(count("alerts")).isEqualTo(250);
        assertThat(got()).as("a hundred alerts to a message").hasSize(3);
        assertThat(got().stream().map(Receiver.Got::id).distinct()).hasSize(3);
        assertThat(got().stream()
                        .mapToInt(message -> message.body().at("/data/alerts").size()))
                .containsExactlyInAnyOrder(100, 100, 50);
    }

    @Test
    void devices_that_are_no_longer_the_rules_and_rules_that_end_resolve_their_alerts() {
        var device = fleet.device("press", Map.of("env", "prod"));
        var other = fleet.device("lathe");
        webhook("Info");
        var selecting = rule(Map.of(
                "name", "prod",
                "selector", "env=prod",
                "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        var all = rule(Map.of(
                "name", "all", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        latest(device, Map.of("cpuPercent", 99.0));
        latest(other, Map.of("cpuPercent", 99.0));
        evaluate();
        assertThat(alerts("state")).containsExactly("Firing", "Firing", "Firing");

        admin.patch("/alert-rules/" + selecting, Map.of("selector", "env=test")).is(200);
        admin.patch("/alert-rules/" + all, Map.of("enabled", false)).is(200);
        tick();
        assertThat(admin.get("/alerts?ruleId=" + selecting).is(200).texts("items", "endReason"))
                .containsExactly("OutOfScope");
        assertThat(admin.get("/alerts?ruleId=" + all).is(200).texts("items", "endReason"))
                .containsExactly("RuleEnded", "RuleEnded");
        deliver();
        assertThat(got().stream().filter(message -> message.type().equals("alerts.resolved")))
                .hasSize(2);
    }

    @Test
    void names_what_is_wrong_with_a_rule() {
        var problem = admin.post(
                        "/alert-rules",
                        Map.of(
                                "name",
                                "",
                                "selector",
                                "a in",
                                "forSeconds",
                                -1,
                                "condition",
                                Map.of(
                                        "type", "Anomaly",
                                        "metric", "diskUsedPercent",
                                        "aggregation", "Max",
                                        "windowSeconds", 301,
                                        "threshold", 0)))
                .isProblem(400, "validation-failed");
        assertThat(problem.texts("errors", "field"))
                .containsExactlyInAnyOrder(
                        "name",
                        "selector",
                        "forSeconds",
                        "condition.windowSeconds",
                        "condition.threshold",
                        "condition.aggregation",
                        "condition.metric");
        admin.post("/alert-rules", Map.of("name", "x", "condition", Map.of("metric", "no such", "threshold", 1)))
                .isProblem(400, "validation-failed");
    }

    @Test
    void a_rule_is_changed_only_as_it_was_read() {
        var made = admin.post(
                        "/alert-rules",
                        Map.of("name", "hot", "condition", Map.of("metric", "cpuPercent", "threshold", 80)))
                .is(201);
        var path = "/alert-rules/" + made.text("/id");
        admin.with("if-match", made.header("etag"))
                .patch(path, Map.of("name", "hotter"))
                .is(200);
        admin.with("if-match", made.header("etag"))
                .patch(path, Map.of("name", "x"))
                .isProblem(412, "stale");
        admin.post(
                        "/alert-rules",
                        Map.of("name", "hotter", "condition", Map.of("metric", "cpuPercent", "threshold", 1)))
                .isProblem(409, "name-taken");
        assertThat(admin.get(path).is(200).text("/name")).isEqualTo("hotter");
    }

    @Test
    void the_secret_of_a_webhook_is_in_the_vault_and_in_one_answer() {
        var secret = webhook("Info");
        assertThat(cloud.vault.all().toString()).contains(secret);
        var list = admin.get("/alert-webhooks").is(200);
        assertThat(list.body().toString()).doesNotContain(secret);
        admin.delete("/alert-webhooks/" + list.text("/items/0/id")).is(204);
        assertThat(cloud.vault.all().toString()).doesNotContain(secret);
    }

    @Test
    void what_is_over_for_long_is_forgotten() {
        var device = fleet.device("press");
        webhook("Info");
        var rule = rule(Map.of(
                "name", "hot", "condition", Map.of("metric", "cpuPercent", "aggregation", "Last", "threshold", 80)));
        latest(device, Map.of("cpuPercent", 99.0));
        evaluate();
        deliver();
        admin.delete("/alert-rules/" + rule).is(204);
        deliver();
        assertThat(cloud.app.get(ForgetAlerts.class).run()).isZero();
        cloud.clock.advance(Duration.ofDays(91));
        assertThat(cloud.app.get(ForgetAlerts.class).run()).isEqualTo(3);
    }

    private Instant bucket() {
        var now = cloud.clock.instant().getEpochSecond();
        return Instant.ofEpochSecond(now - now % 300);
    }

    private String webhook(String minSeverity) {
        return admin.post(
                        "/alert-webhooks",
                        Map.of("name", "hook", "url", receiver.url(hook), "minSeverity", minSeverity))
                .is(201)
                .text("/secret");
    }

    private String rule(Map<String, ?> body) {
        return admin.post("/alert-rules", body).is(201).text("/id");
    }

    private void latest(DeviceId device, Map<String, ?> metrics) {
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute(
                        "update device_state set metrics = ?::json, metrics_at = ? where device_id = ?",
                        Json.write(PLACES.stream().map(metrics::get).toList()),
                        cloud.clock.instant().atOffset(java.time.ZoneOffset.UTC),
                        device.value()));
    }

    private void state(DeviceId device, String connectivity, Duration seenAgo) {
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute(
                        "update device_state set connectivity = ?, last_seen_at = ? where device_id = ?",
                        connectivity,
                        cloud.clock.instant().minus(seenAgo).atOffset(java.time.ZoneOffset.UTC),
                        device.value()));
    }

    private static void evaluate() {
        cloud.app.get(EvaluateAlerts.class).tick();
    }

    private static void tick() {
        cloud.clock.advance(TICK);
        evaluate();
    }

    private static void deliver() {
        cloud.app.get(DeliverAlerts.class).run();
    }

    private List<Receiver.Got> got() {
        return receiver.got.stream()
                .filter(message -> message.path().equals(hook))
                .toList();
    }

    private List<String> alerts(String field) {
        return admin.get("/alerts").is(200).texts("items", field);
    }

    private int count(String table) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from " + table + " where tenant_id = :tenant")
                        .bind("tenant", tenant.value())
                        .mapTo(Integer.class)
                        .one());
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }

    private static void together(List<App> instances, java.util.function.ToIntFunction<App> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(instances.size())) {
            for (var done : threads.invokeAll(instances.stream()
                    .<Callable<Integer>>map(app -> () -> work.applyAsInt(app))
                    .toList())) {
                done.get();
            }
        }
    }
}
