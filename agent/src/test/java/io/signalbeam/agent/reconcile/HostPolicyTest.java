package io.signalbeam.agent.reconcile;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {

    @Test
    void nothing_of_the_host_is_allowed_unless_its_owner_says_so() {
        assertRefused(HostPolicy.STRICT, container("app", "app:1").privileged().spec(), "policy.privileged");
        assertRefused(HostPolicy.STRICT, container("app", "app:1").hostNetwork().spec(), "policy.hostNetwork");
        assertRefused(
                HostPolicy.STRICT, container("app", "app:1").hostPath("/srv").spec(), "policy.hostPaths");
        assertRefused(
                HostPolicy.STRICT, container("app", "app:1").device("/dev/null").spec(), "policy.devices");
        assertAllowed(
                HostPolicy.STRICT,
                container("app", "app:1").volume("rows", "/rows").spec());
    }

    @Test
    void each_permission_allows_what_it_says_and_nothing_else() {
        var all = container("app", "app:1")
                .privileged()
                .hostNetwork()
                .hostPath("/srv/data")
                .device("/dev/ttyUSB0")
                .spec();
        assertAllowed(new HostPolicy(true, true, List.of("/srv"), List.of("/dev/ttyUSB0")), all);
        assertRefused(new HostPolicy(false, true, List.of("/srv"), List.of("/dev")), all, "policy.privileged");
        assertRefused(new HostPolicy(true, false, List.of("/srv"), List.of("/dev")), all, "policy.hostNetwork");
        assertRefused(new HostPolicy(true, true, List.of("/dev"), List.of("/dev")), all, "policy.hostPaths");
        assertRefused(new HostPolicy(true, true, List.of("/"), List.of("/srv")), all, "policy.devices");
    }

    @Test
    void a_refused_device_is_told_with_its_field_and_container() {
        var policy = new HostPolicy(false, false, List.of(), List.of("/dev/ttyUSB0"));
        var spec = container("reader", "app:1")
                .device("/dev/ttyUSB0")
                .device("/dev/mem")
                .spec();
        assertThat(policy.refuses(
                        bundle("shop", "1.0.0", container("web", "web:1").spec(), spec)))
                .contains(new ReportedError(
                        "policy",
                        "asks in devices[1].host for /dev/mem of the host; the host allows it with policy.devices",
                        "reader"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/snd", "/dev/snd/pcmC0D0p", "/dev/snd/by-path/card"})
    void a_folder_allows_the_devices_below_it(String device) {
        assertAllowed(
                new HostPolicy(false, false, List.of(), List.of("/dev/snd")),
                container("app", "app:1").device(device).spec());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev", "/dev/sndx", "/dev/snd/../mem", "/dev/snd/../../etc"})
    void a_folder_allows_nothing_beside_it(String device) {
        assertRefused(
                new HostPolicy(false, false, List.of(), List.of("/dev/snd")),
                container("app", "app:1").device(device).spec(),
                "policy.devices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv", "/srv/database", "/srv/data/../../etc"})
    void a_path_of_the_host_is_compared_by_its_parts(String path) {
        var policy = new HostPolicy(false, false, List.of("/srv/data"), List.of());
        assertRefused(policy, container("app", "app:1").hostPath(path).spec(), "policy.hostPaths");
        assertAllowed(
                policy, container("app", "app:1").hostPath("/srv/data/rows").spec());
    }

    private static void assertAllowed(HostPolicy policy, ContainerSpec spec) {
        assertThat(policy.refuses(bundle("shop", "1.0.0", spec))).isEmpty();
    }

    private static void assertRefused(HostPolicy policy, ContainerSpec spec, String remedy) {
        assertThat(policy.refuses(bundle("shop", "1.0.0", spec)))
                .get()
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo("policy");
                    assertThat(error.container()).isEqualTo(spec.name());
                })
                .extracting(ReportedError::message)
                .asString()
                .endsWith(remedy);
    }
}
