package io.signalbeam.agent.commands;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static io.signalbeam.agent.reconcile.Wanted.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.agent.execute.MemoryKeeper;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Wanted;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.FakeRuntime;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.secrets.FakeVault;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.desired.DesiredState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceDeedsTest {
    @TempDir
    private Path folder;

    private final FakeRuntime runtime = new FakeRuntime();
    private final FakeVault vault = new FakeVault();
    private final Map<String, String> kept = new HashMap<>();
    private final DesiredState desired =
            state(1, with(bundle("shop", "1.0.0", container("web", "web:1").spec()), "db-password", "7"));
    private int refreshed;
    private int refusals;
    private String web;

    @BeforeEach
    void open() throws Exception {
        vault.put("db-password", "7", "hunter2");
        runtime.publish("web:1", "sha256:web1").pull("web:1");
        web = runtime.create(creation(Wanted.DEVICE.toString()));
        runtime.start(web);
    }

    @Test
    void a_log_is_delivered_without_the_values_of_secrets_though_the_agent_was_started_since() throws Exception {
        runtime.writes(web, "connecting with hunter2");
        assertThat(run("FetchLogs", "shop", "web", 2)).isEqualTo("2 lines.");
        assertThat(kept).containsEntry("id", "started\nconnecting with ***\n");
    }

    @Test
    void a_log_is_not_delivered_while_its_secrets_are_not_known() {
        vault.away(true);
        assertThatThrownBy(() -> run("FetchLogs", "shop", "web", 2)).isInstanceOf(TransientFailure.class);
        assertThat(kept).isEmpty();
    }

    @Test
    void a_long_log_is_cut_to_its_last_whole_lines() throws Exception {
        var line = "ü".repeat(50_000);
        for (int i = 0; i < 5; i++) {
            runtime.writes(web, i + line);
        }
        run("FetchLogs", "shop", "web", 100);
        assertThat(kept.get("id").getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(DeviceDeeds.MOST_BYTES);
        assertThat(kept.get("id")).startsWith("3").contains("\n4");
    }

    @Test
    void a_delivery_that_fails_is_tried_again() throws Exception {
        refusals = 1;
        run("FetchLogs", "shop", "web", 1);
        assertThat(kept).containsEntry("id", "started\n");
    }

    @Test
    void one_container_is_started_again_and_only_of_this_device() throws Exception {
        runtime.calls.clear();
        run("RestartContainer", "shop", "web", null);
        assertThat(runtime.calls).containsExactly("stop " + web, "start " + web);
        assertThat(runtime.named("shop", "web").state()).isEqualTo(ContainerState.RUNNING);
        assertThatThrownBy(() -> run("RestartContainer", "shop", "db", null))
                .isInstanceOf(PermanentFailure.class)
                .hasMessageContaining("shop/db");
        runtime.remove(web);
        runtime.create(creation("another-device"));
        assertThatThrownBy(() -> run("RestartContainer", "shop", "web", null)).isInstanceOf(PermanentFailure.class);
    }

    @Test
    void images_go_that_have_no_name_and_are_used_by_nobody() throws Exception {
        runtime.publish("tool", "sha256:old").pull("tool");
        runtime.publish("tool", "sha256:new").pull("tool");
        runtime.publish("web:1", "sha256:web2").pull("web:1");
        assertThat(run("Prune", null, null, null)).contains("1000 bytes");
        assertThat(runtime.images()).contains("sha256:web1", "tool").doesNotContain("sha256:old");
    }

    @Test
    void diagnostics_are_delivered_and_a_refresh_reaches_every_loop() throws Exception {
        run("Diagnostics", null, null, null);
        assertThat(kept).containsEntry("id", "all is well with ***\n");
        run("Refresh", null, null, null);
        assertThat(refreshed).isEqualTo(1);
    }

    private String run(String kind, String bundle, String container, Integer lines) throws InterruptedException {
        assertThat(CommandKind.of(kind)).isPresent();
        var deeds = new DeviceDeeds(
                () -> Optional.of(desired),
                runtime,
                Owner.of(Wanted.DEVICE.toString()),
                new MemoryKeeper(new Stored<>(folder.resolve("memory.json"), Memory.class)),
                vault.safe(),
                new DeviceDeeds.Cloud() {
                    @Override
                    public void keep(String commandId, String text) {
                        if (refusals-- > 0) {
                            throw new TransientFailure("unreachable", "away", null);
                        }
                        kept.put(commandId, text);
                    }

                    @Override
                    public void refresh() {
                        refreshed++;
                    }
                },
                progress -> List.of("all is well with hunter2"));
        return deeds.run(
                new DesiredCommand("id", kind, Instant.EPOCH, Instant.EPOCH, bundle, container, lines), percent -> {});
    }

    private static ContainerCreation creation(String device) {
        return new ContainerCreation(
                "sb-shop-web-" + device,
                container("web", "web:1").spec(),
                Map.of(
                        ManagedLabels.MANAGED, "true",
                        ManagedLabels.DEVICE, device,
                        ManagedLabels.BUNDLE, "shop",
                        ManagedLabels.CONTAINER, "web"),
                List.of());
    }
}
