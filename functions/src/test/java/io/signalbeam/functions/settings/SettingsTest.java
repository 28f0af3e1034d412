package io.signalbeam.functions.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.signalbeam.functions.settings.Settings.PlatformAdministrator;
import io.signalbeam.functions.testing.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsTest {

    /** Each of the set-ups in {@code docs/sign-in.md} is one that the app starts with. */
    @Test
    void takes_every_set_up_that_the_page_on_signing_in_shows() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "sign-in.md"));
        var blocks = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
        for (var block : blocks) {
            var access =
                    TestCloud.settings(Map.of("SIGNALBEAM_OIDC_ISSUERS", block)).access();
            assertThat(access.issuers()).isNotEmpty();
        }
    }

    @Test
    void refuses_an_issuer_that_is_there_twice_or_not_at_all() {
        var issuer = "{\"issuer\":\"https://a.test\",\"audience\":\"a\",\"tenantClaim\":\"t\",\"rolesClaim\":\"r\"}";
        for (var issuers : List.of("[" + issuer + "," + issuer + "]", "[null]", "[{}]")) {
            assertThatThrownBy(() -> TestCloud.settings(Map.of("SIGNALBEAM_OIDC_ISSUERS", issuers)))
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageContaining("SIGNALBEAM_OIDC_ISSUERS");
        }
    }

    @Test
    void names_everything_that_is_missing_at_once() {
        assertThatThrownBy(() -> Settings.read(Map.of()))
                .asInstanceOf(type(InvalidSettings.class))
                .extracting(InvalidSettings::problems)
                .asString()
                .contains(
                        "PostgresUrl",
                        "CosmosConnection__accountEndpoint",
                        "BlobConnection",
                        "KeyVaultUri",
                        "EventHubConnection",
                        "SIGNALBEAM_OIDC_ISSUERS");
    }

    @Test
    void has_defaults_for_what_is_ours() {
        var settings = TestCloud.settings(Map.of());
        assertThat(settings.agent().heartbeatSeconds()).isEqualTo(30);
        assertThat(settings.agent().reconcileSeconds()).isEqualTo(60);
        assertThat(settings.eventHubs().telemetryHub()).isEqualTo("device-telemetry");
        assertThat(settings.eventHubs().reportsHub()).isEqualTo("device-reports");
        assertThat(settings.lease()).isEqualTo(new Settings.Lease("persistent", 3600));
    }

    @Test
    void takes_further_namespaces_and_refuses_what_leads_nowhere() {
        var second = TestCloud.namespace(2);
        assertThat(TestCloud.settings(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + second + "]"))
                        .eventHubs()
                        .further())
                .extracting(Settings.Namespace::namespace, Settings.Namespace::keySecret)
                .containsExactly(tuple("events-2.test", "eventhub-publisher-key-2"));
        for (var wrong : List.of(
                "x",
                "[null]",
                "[{}]",
                "[" + second + "," + second + "]",
                "[" + second.replace("events-2.test", "events 2") + "]",
                "[" + second.replace("device-reports-2", "device-reports") + "]",
                "[" + second.replace("Microsoft.EventHub", "Microsoft.Web") + "]")) {
            assertThatThrownBy(() -> TestCloud.settings(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", wrong)))
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageContaining("SIGNALBEAM_EVENTHUB_NAMESPACES");
        }
    }

    @Test
    void a_vault_is_copied_from_another_one_alone() {
        assertThat(TestCloud.settings(Map.of()).primaryVault()).isNull();
        assertThat(TestCloud.settings(Map.of("SIGNALBEAM_PRIMARY_VAULT", "https://localhost:8444"))
                        .primaryVault())
                .hasToString("https://localhost:8444");
        assertThatThrownBy(() -> TestCloud.settings(
                        Map.of("KeyVaultUri", "https://own.test/", "SIGNALBEAM_PRIMARY_VAULT", "https://Own.test")))
                .hasMessageContaining("SIGNALBEAM_PRIMARY_VAULT is KeyVaultUri");
    }

    @Test
    void refuses_two_connections_to_one_thing() {
        assertThatThrownBy(() -> TestCloud.settings(Map.of("BlobConnection__serviceUri", "https://blobs.test")))
                .hasMessageContaining("exactly one");
    }

    @Test
    void refuses_numbers_out_of_range_and_never_repeats_a_value() {
        assertThatThrownBy(() -> TestCloud.settings(
                        Map.of("SIGNALBEAM_LEASE_SECONDS", "59", "CosmosConnection__accountEndpoint", "s3cret")))
                .hasMessageContaining("SIGNALBEAM_LEASE_SECONDS is not a number from 60 to 86400")
                .hasMessageContaining("CosmosConnection__accountEndpoint is not an http(s) address")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refuses_issuers_that_lack_something() {
        assertThatThrownBy(() -> TestCloud.settings(
                        Map.of("SIGNALBEAM_OIDC_ISSUERS", "[{\"issuer\":\"https://a\",\"audience\":\"b\"}]")))
                .hasMessageContaining("each needs issuer, audience, tenantClaim and rolesClaim");
        assertThatThrownBy(() -> TestCloud.settings(Map.of("SIGNALBEAM_OIDC_ISSUERS", "{")))
                .hasMessageContaining("not a JSON array");
    }

    @Test
    void splits_platform_administrators_at_the_last_hash() {
        assertThat(TestCloud.settings(Map.of("SIGNALBEAM_PLATFORM_ADMINS", "https://a/#b#c, https://a#d"))
                        .access()
                        .platformAdministrators())
                .containsExactlyInAnyOrder(
                        new PlatformAdministrator("https://a/#b", "c"), new PlatformAdministrator("https://a", "d"));
        assertThatThrownBy(() -> TestCloud.settings(Map.of("SIGNALBEAM_PLATFORM_ADMINS", "nobody")))
                .hasMessageContaining("SIGNALBEAM_PLATFORM_ADMINS");
    }

    @Test
    void trusts_githubs_pipelines_unless_told_otherwise() {
        assertThat(TestCloud.settings(Map.of()).pipelines())
                .isEqualTo(new Settings.Pipelines(
                        List.of("https://token.actions.githubusercontent.com"), "signalbeam-edge"));
        assertThat(TestCloud.settings(Map.of(
                                "SIGNALBEAM_CI_ISSUERS", "https://a, https://b",
                                "SIGNALBEAM_CI_AUDIENCE", "https://fleet.test"))
                        .pipelines())
                .isEqualTo(new Settings.Pipelines(List.of("https://a", "https://b"), "https://fleet.test"));
        assertThatThrownBy(() -> TestCloud.settings(Map.of("SIGNALBEAM_CI_ISSUERS", "github")))
                .hasMessageContaining("SIGNALBEAM_CI_ISSUERS");
    }
}
