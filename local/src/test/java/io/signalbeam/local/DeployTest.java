package io.signalbeam.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the scripts of {@code .github/deploy} ask of Azure, and when. There is no Azure here: the commands that reach it are
 * written down by one that answers as told.
 */
class DeployTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String OUTSIDE = """
            #!/usr/bin/env bash
            call="${0##*/} $*"
            echo "${call//$'\\n'/ }" >>"$CALLS"
            case "${0##*/} $*" in
            *"job execution show"*) echo "$MIGRATION" ;;
            *"job start"*) echo migrate-1 ;;
            *"appsettings list"*) echo "$A_DISABLED" ;;
            *"afd origin show"*) echo "$STANDBY_ORIGIN" ;;
            *"group exists"*) echo "$GROUP_IS_THERE" ;;
            *"flexible-server show"*"-pg --query replica.role"*) echo "$REPLICA_ROLE" ;;
            *"replica promote"*) [ -z "$UNPROMOTED" ] ;;
            *"or-policy list"*signalbeamprod*) [ -z "$LOST" ] && echo policy-0 ;;
            *"or-policy list"*device*) echo policy-1 ;;
            *"or-policy list"*internal*) echo policy-2 ;;
            *"functionapp stop"*) [ "$LOST" != silent ] || sleep 30; [ -z "$LOST" ] ;;
            *"functionapp show"*) [ "$APPS" = 2 ] ;;
            *"functionapp list"*"-func')"*) printf '%s\\n' $SERVING ;;
            *"functionapp list"*"-ingest')"*) printf '%s\\n' $INGEST ;;
            *"functionapp list"*) printf '%s\\n' $SERVING $INGEST ;;
            *"--settings AzureWebJobs"*) [ -z "$STUCK" ] ;;
            *"app-insights query"*) echo "$ERRORS" ;;
            *"endpoint show"*) echo fleet.azurefd.net ;;
            *"query sku.name"*) echo "$WEB_PLAN" ;;
            *"query frontDoorId"*) echo 0000-fdid ;;
            curl*) echo -n "$READY" ;;
            esac
            """;

    @TempDir
    Path folder;

    private record Outcome(int status, String said, List<String> calls) {
        int at(String part) {
            for (int i = 0; i < calls.size(); i++) {
                if (calls.get(i).contains(part)) {
                    return i;
                }
            }
            return -1;
        }
    }

    @BeforeEach
    void a_checkout_with_what_was_built() throws IOException {
        for (var file : List.of(
                "active",
                "apps",
                "environment",
                "failed-over",
                "failover",
                "fence",
                "ingest",
                "migrate",
                "migrate.Dockerfile",
                "ready",
                "run-migration",
                "shift",
                "standby",
                "state",
                "triggers",
                "web",
                "web.mjs")) {
            copy(".github/deploy/" + file, ".github/deploy/" + file);
        }
        copy("functions/triggers.json", "functions/triggers.json");
        copy("web/public/staticwebapp.config.json", "web/dist/staticwebapp.config.json");
        Files.createDirectories(folder.resolve("out"));
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("out/functions.zip")))) {
            zip.putNextEntry(new ZipEntry("host.json"));
        }
        for (var command : List.of("az", "docker", "npx", "curl", "terraform")) {
            var file = Files.createDirectories(folder.resolve("bin")).resolve(command);
            Files.writeString(file, OUTSIDE);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }

    @Test
    void makes_an_environment_migrates_it_and_then_brings_the_version() throws Exception {
        var outcome = deploy(Map.of());

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.calls())
                .anyMatch(call -> call.startsWith("az deployment group create")
                        && call.contains("bicep/environments/dev.bicepparam")
                        && call.endsWith("activeApp=a trafficToB=0 copies= failedOver=false"));
        assertThat(outcome.at("deployment group create")).isBetween(0, outcome.at("job start"));
        assertThat(outcome.at("job start")).isBetween(0, outcome.at("config-zip"));
        assertThat(outcome.at("--name signalbeam-dev-func-a --src out/functions.zip"))
                .isPositive();
        assertThat(outcome.at("afd origin update"))
                .as("one app has nobody to take over from")
                .isNegative();
        assertThat(outcome.at("npx")).isGreaterThan(outcome.at("config-zip"));
        assertThat(outcome.said()).contains("Ready: https://fleet.azurefd.net");
    }

    @Test
    void lets_the_idle_app_take_over_and_never_both_run_triggers() throws Exception {
        var outcome = deploy(Map.of("APPS", "2", "A_DISABLED", "true"));

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.at("activeApp=b trafficToB=100")).isPositive();
        assertThat(outcome.at("--name signalbeam-dev-func-a --src")).isPositive();
        int off = outcome.at("signalbeam-dev-func-b --settings AzureWebJobs");
        int on = outcome.at("signalbeam-dev-func-a --settings AzureWebJobs");
        assertThat(outcome.calls().get(off)).contains(".Disabled=true").doesNotContain("=false");
        assertThat(outcome.calls().get(on)).contains(".Disabled=false").doesNotContain("=true");
        assertThat(off).isBetween(outcome.at("afd origin update"), on - 1);
    }

    @Test
    void brings_the_version_last_to_what_reads_further_namespaces() throws Exception {
        var outcome = deploy(Map.of("APPS", "2", "INGEST", "signalbeam-dev-ingest-2 signalbeam-dev-ingest-3"));

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.at("[?starts_with(name, 'signalbeam-dev-ingest')]")).isPositive();
        int on = outcome.at("signalbeam-dev-func-b --settings AzureWebJobs");
        assertThat(on).isPositive();
        assertThat(outcome.at("config-zip --resource-group signalbeam-dev --name signalbeam-dev-ingest-2 --src out/"))
                .isGreaterThan(on);
        assertThat(outcome.at("config-zip --resource-group signalbeam-dev --name signalbeam-dev-ingest-3 --src out/"))
                .isGreaterThan(on);
    }

    @Test
    void leaves_what_reads_further_namespaces_alone_when_the_version_did_not_take_over() throws Exception {
        var answersWithErrors = deploy(Map.of("APPS", "2", "INGEST", "signalbeam-dev-ingest-2", "ERRORS", "50"));
        assertThat(answersWithErrors.status()).isNotZero();
        assertThat(answersWithErrors.at("ingest-2")).isNegative();

        var triggersStayed = deploy(Map.of("APPS", "2", "INGEST", "signalbeam-dev-ingest-2", "STUCK", "yes"));
        assertThat(triggersStayed.status()).isNotZero();
        assertThat(triggersStayed.at("ingest-2")).isNegative();
    }

    @Test
    void brings_no_version_whose_migration_failed() throws Exception {
        var outcome = deploy(Map.of("MIGRATION", "Failed"));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.said()).contains("the migration migrate-1: Failed");
        assertThat(outcome.at("config-zip")).isNegative();
    }

    @Test
    void makes_what_stands_by_and_leaves_the_database_that_it_copies_to_the_other_one() throws Exception {
        var outcome = run(
                Map.of("SERVING", "signalbeam-standby-func-a", "INGEST", "signalbeam-standby-ingest-2"),
                ".github/deploy/environment",
                "standby",
                "northeurope");

        assertThat(outcome.status()).as(outcome.said()).isZero();
        int made = outcome.at("bicep/environments/standby.bicepparam");
        assertThat(outcome.calls().get(made))
                .endsWith("location=northeurope activeApp=a trafficToB=0 copies=signalbeam-prod failedOver=false");
        assertThat(outcome.at("job start --resource-group signalbeam-prod --name signalbeam-prod-migrate"))
                .as("the logins come with the database of the one that serves")
                .isGreaterThan(made);
        assertThat(outcome.at("--name signalbeam-standby-migrate")).isNegative();
        assertThat(outcome.at("--name signalbeam-standby-func-a --src out/functions.zip"))
                .isPositive();
        assertThat(outcome.at("--name signalbeam-standby-ingest-2 --src out/functions.zip"))
                .isPositive();
        assertThat(outcome.at("npx")).as("the page stays where it is").isNegative();
        assertThat(outcome.at("--settings AzureWebJobs")).isNegative();
    }

    @Test
    void puts_the_group_into_the_other_region_where_one_stands_by_there() throws Exception {
        var outcome = run(
                Map.of("SIGNALBEAM_GROUP_LOCATION", "northeurope", "GROUP_IS_THERE", "false"),
                ".github/deploy/environment",
                "prod",
                "westeurope");

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.at("group create --name signalbeam-prod --location northeurope"))
                .isPositive();
        assertThat(outcome.at("location=westeurope activeApp")).isPositive();
    }

    @Test
    void makes_a_standby_of_what_was_lost_only_when_its_database_is_a_replica() throws Exception {
        var lost = Map.of("STANDBY_ORIGIN", "Enabled", "SERVING", "signalbeam-prod-func-a signalbeam-prod-func-b");
        var ownDatabase = new HashMap<>(lost);
        ownDatabase.put("REPLICA_ROLE", "Primary");

        var refused = run(ownDatabase, ".github/deploy/environment", "prod", "westeurope");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.said()).contains("no replica of that of signalbeam-standby, which serves");
        assertThat(refused.at("deployment group create")).isNegative();

        var back = run(lost, ".github/deploy/environment", "prod", "westeurope");
        assertThat(back.status()).as(back.said()).isZero();
        assertThat(back.at("copies=signalbeam-standby failedOver=true")).isPositive();
        assertThat(back.at("functionapp start --resource-group signalbeam-prod --name signalbeam-prod-func-b"))
                .isPositive();
        assertThat(back.at("afd origin update")).isNegative();
    }

    @Test
    void gives_the_fleet_to_the_other_region_when_the_first_one_is_lost() throws Exception {
        var outcome = failover("lost", Map.of("LOST", "yes", "INGEST", "signalbeam-standby-ingest-2"));

        assertThat(outcome.status()).as(outcome.said()).isZero();
        var steps = List.of(
                "--profile-name signalbeam-prod-edge --origin-group-name api --origin-name b --enabled-state Disabled",
                "replica promote --resource-group signalbeam-standby --name signalbeam-standby-pg --promote-mode standalone"
                        + " --promote-option forced",
                "or-policy delete --resource-group signalbeam-standby --account-name signalbeamstandbydevice",
                "or-policy delete --resource-group signalbeam-standby --account-name signalbeamstandbyinternal",
                "--name signalbeam-standby-func-a --settings",
                "--name signalbeam-standby-ingest-2 --settings AzureWebJobs.ingest-telemetry.Disabled=false"
                        + " AzureWebJobs.ingest-reports.Disabled=false --output",
                "--origin-name standby --enabled-state Enabled",
                "curl");
        assertThat(steps).extracting(outcome::at).doesNotContain(-1).isSorted();
        assertThat(outcome.said())
                .contains("signalbeam-prod cannot be told that nothing is copied any more")
                .contains("https://fleet.azurefd.net is served by signalbeam-standby");
    }

    @Test
    void does_not_wait_for_a_region_that_says_nothing() throws Exception {
        var outcome = failover("lost", Map.of("LOST", "silent", "SIGNALBEAM_PATIENCE_SECONDS", "1"));

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.at("signalbeam-prod-func-b --settings"))
                .as("while the first app was still being told")
                .isNegative();
        assertThat(outcome.at("--origin-name standby --enabled-state Enabled")).isPositive();
        assertThat(outcome.said())
                .contains("As soon as the region of signalbeam-prod answers: .github/deploy/fence signalbeam-prod");
    }

    @Test
    void promotes_nothing_by_plan_while_the_first_region_may_write() throws Exception {
        var outcome = failover("planned", Map.of("LOST", "yes"));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.at("replica promote")).isNegative();
        assertThat(outcome.at("--origin-name standby")).isNegative();
    }

    @Test
    void stops_what_writes_before_it_promotes_by_plan() throws Exception {
        var outcome = failover("planned", Map.of());

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(List.of(
                        "--origin-name a --enabled-state Disabled",
                        "functionapp stop --resource-group signalbeam-prod --name signalbeam-prod-func-b",
                        "--promote-option planned",
                        "or-policy delete --resource-group signalbeam-standby --account-name signalbeamstandbyinternal",
                        "or-policy delete --resource-group signalbeam-prod --account-name signalbeamprodinternal",
                        "--origin-name standby --enabled-state Enabled"))
                .extracting(outcome::at)
                .doesNotContain(-1)
                .isSorted();
    }

    @Test
    void sends_nobody_to_a_database_that_was_not_promoted() throws Exception {
        var outcome = failover("lost", Map.of("UNPROMOTED", "yes"));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.at("--settings AzureWebJobs.advance-rollouts.Disabled=false"))
                .isNegative();
        assertThat(outcome.at("--origin-name standby")).isNegative();
    }

    @Test
    void goes_on_where_a_failover_ended() throws Exception {
        var outcome = failover("lost", Map.of("REPLICA_ROLE", "Primary"));

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.at("replica promote")).isNegative();
        assertThat(outcome.at("--origin-name standby --enabled-state Enabled")).isPositive();
    }

    @Test
    void gives_the_fleet_back() throws Exception {
        var outcome = run(
                Map.of("SERVING", "signalbeam-standby-func-a"),
                ".github/deploy/failover",
                "planned",
                "signalbeam-standby",
                "signalbeam-prod");

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(List.of(
                        "--origin-name standby --enabled-state Disabled",
                        "functionapp stop --resource-group signalbeam-standby --name signalbeam-standby-func-a",
                        "replica promote --resource-group signalbeam-prod --name signalbeam-prod-pg",
                        "--origin-name a --enabled-state Enabled"))
                .extracting(outcome::at)
                .doesNotContain(-1)
                .isSorted();
    }

    @Test
    void says_that_it_is_not_ready() throws Exception {
        var outcome = deploy(Map.of("READY", "503", "SIGNALBEAM_READY_TRIES", "2"));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.said()).contains("https://fleet.azurefd.net/api/health/ready answers 503");
    }

    @Test
    void names_each_setting_that_is_missing_before_it_asks_azure_anything() throws Exception {
        var outcome = deploy(Map.of("SIGNALBEAM_OIDC_ISSUER", "", "SIGNALBEAM_WEB_SCOPE", ""));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.said()).contains("not set: SIGNALBEAM_OIDC_ISSUER SIGNALBEAM_WEB_SCOPE");
        assertThat(outcome.calls()).isEmpty();
    }

    @Test
    void goes_back_when_the_new_version_answers_with_errors() throws Exception {
        var outcome = shift("1.4");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(weights(outcome)).containsExactly("b 100", "a 900", "b 1", "a 1000");
        assertThat(outcome.said()).contains("everything went back to a");
    }

    @Test
    void goes_on_to_all_requests_while_the_answers_are_good() throws Exception {
        var outcome = shift("0.4");

        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(weights(outcome)).containsExactly("b 100", "a 900", "b 500", "a 500", "b 1000", "a 1");
        assertThat(outcome.calls().getLast()).contains("app-insights query");
        assertThat(outcome.calls())
                .anyMatch(call -> call.contains("--origin-name a --weight 1 --enabled-state Disabled"));
    }

    @Test
    void lets_the_page_reach_its_issuer_and_nobody_past_front_door() throws Exception {
        var outcome = web("https://id.example.com/realms/fleet", "Standard");

        assertThat(outcome.status()).as(outcome.said()).isZero();
        var config = read("web/dist/staticwebapp.config.json");
        assertThat(config.at("/forwardingGateway/requiredHeaders/X-Azure-FDID").textValue())
                .isEqualTo("0000-fdid");
        assertThat(config.at("/forwardingGateway/allowedForwardedHosts/0").textValue())
                .isEqualTo("fleet.example.com");
        assertThat(config.at("/globalHeaders/Content-Security-Policy").textValue())
                .contains("connect-src 'self' https://id.example.com wss://*.webpubsub.azure.com;")
                .contains("frame-src https://id.example.com;")
                .doesNotContain("login.microsoftonline.com");
        assertThat(read("web/dist/config.json").toString())
                .isEqualTo(
                        "{\"issuer\":\"https://id.example.com/realms/fleet\",\"clientId\":\"web\",\"scope\":\"openid api\"}");
    }

    @Test
    void leaves_the_free_plan_without_what_it_cannot_do() throws Exception {
        assertThat(web("https://id.example.com", "Free").status()).isZero();
        assertThat(read("web/dist/staticwebapp.config.json").has("forwardingGateway"))
                .isFalse();
    }

    @Test
    void uploads_no_page_whose_policy_it_does_not_know() throws Exception {
        var file = folder.resolve("web/dist/staticwebapp.config.json");
        Files.writeString(
                file, Files.readString(file).replace("https://login.microsoftonline.com", "https://other.test"));

        var outcome = web("https://id.example.com", "Standard");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.at("npx")).isNegative();
    }

    private Outcome deploy(Map<String, String> told) throws IOException, InterruptedException {
        return run(told, ".github/deploy/environment", "dev", "westeurope");
    }

    private Outcome failover(String kind, Map<String, String> told) throws IOException, InterruptedException {
        var all = new HashMap<>(Map.of("SERVING", "signalbeam-prod-func-a signalbeam-prod-func-b"));
        all.putAll(told);
        return run(all, ".github/deploy/failover", kind, "signalbeam-prod", "signalbeam-standby");
    }

    private Outcome shift(String errors) throws IOException, InterruptedException {
        return run(Map.of("ERRORS", errors), ".github/deploy/shift", "g", "p", "a", "b", "10", "50", "100");
    }

    private Outcome web(String issuer, String plan) throws IOException, InterruptedException {
        return run(
                Map.of("WEB_PLAN", plan),
                ".github/deploy/web",
                "g",
                "p",
                "web/dist",
                issuer,
                "web",
                "openid api",
                "fleet.example.com");
    }

    private static List<String> weights(Outcome outcome) {
        return outcome.calls().stream()
                .filter(call -> call.contains("afd origin update"))
                .map(call -> call.replaceAll(".*--origin-name (\\w) --weight (\\d+) .*", "$1 $2"))
                .toList();
    }

    private JsonNode read(String file) throws IOException {
        return Json.strict().readTree(folder.resolve(file).toFile());
    }

    private void copy(String from, String to) throws IOException {
        var target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(ROOT.resolve(from), target);
        assertThat(target.toFile().setExecutable(true)).isTrue();
    }

    private Outcome run(Map<String, String> told, String... command) throws IOException, InterruptedException {
        var calls = folder.resolve("calls");
        Files.deleteIfExists(calls);
        var all = new ArrayList<>(List.of(command));
        all.set(0, folder.resolve(command[0]).toString());
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("CALLS", calls.toString());
        environment.putAll(Map.of("MIGRATION", "Succeeded", "A_DISABLED", "", "APPS", "1", "ERRORS", "0"));
        environment.putAll(Map.of("INGEST", "", "SERVING", "", "STUCK", "", "LOST", "", "UNPROMOTED", ""));
        environment.putAll(Map.of("STANDBY_ORIGIN", "", "GROUP_IS_THERE", "true", "REPLICA_ROLE", "GeoAsyncReplica"));
        environment.putAll(Map.of("WEB_PLAN", "Standard", "READY", "200", "SIGNALBEAM_VERSION", "1.0.0"));
        environment.putAll(Map.of("SIGNALBEAM_WATCH_MINUTES", "0", "SIGNALBEAM_READY_PAUSE", "0"));
        environment.put("SIGNALBEAM_BLOBS_SECONDS", "0");
        environment.putAll(Map.of(
                "SIGNALBEAM_OIDC_ISSUER", "https://id.example.com",
                "SIGNALBEAM_OIDC_AUDIENCE", "api",
                "SIGNALBEAM_OPERATOR_EMAIL", "operators@example.com",
                "SIGNALBEAM_WEB_CLIENT_ID", "web",
                "SIGNALBEAM_WEB_SCOPE", "openid api",
                "GITHUB_REPOSITORY", "example/fleet"));
        environment.putAll(told);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return new Outcome(status, said, Files.exists(calls) ? Files.readAllLines(calls) : List.of());
    }
}
