package io.signalbeam.shared.desired;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the cloud asks of one device, as {@code GET /api/agent/desired-state} returns it.
 *
 * @param schema version of this document's form, now 1; readers ignore fields they do not know
 * @param generation rises with every change and never falls; a device never applies a lower one than it has seen
 * @param deviceName the device's name in its tenant, for {@code ${device.name}}
 * @param signing what to judge the bundles' signatures by; absent from clouds that are older than signatures
 * @param commands in the order in which they were given; they change without a new generation
 */
public record DesiredState(
        int schema,
        DeviceId deviceId,
        TenantId tenantId,
        long generation,
        String deviceName,
        Map<String, String> labels,
        List<DesiredBundle> bundles,
        AgentSettings agent,
        @Nullable BundleSigning signing,
        List<DesiredCommand> commands) {

    public static final int SCHEMA = 1;

    public DesiredState {
        labels = Map.copyOf(labels == null ? Map.of() : labels);
        bundles = List.copyOf(bundles == null ? List.of() : bundles);
        agent = agent == null ? AgentSettings.DEFAULTS : agent;
        commands = List.copyOf(commands == null ? List.of() : commands);
    }

    /** A state that says nothing of signatures, and gives no command. */
    public DesiredState(
            int schema,
            DeviceId deviceId,
            TenantId tenantId,
            long generation,
            String deviceName,
            Map<String, String> labels,
            List<DesiredBundle> bundles,
            AgentSettings agent) {
        this(schema, deviceId, tenantId, generation, deviceName, labels, bundles, agent, null, List.of());
    }

    /** The same with these commands. */
    public DesiredState commanding(List<DesiredCommand> next) {
        return new DesiredState(
                schema, deviceId, tenantId, generation, deviceName, labels, bundles, agent, signing, next);
    }
}
