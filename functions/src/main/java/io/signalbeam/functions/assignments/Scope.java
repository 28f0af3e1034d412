package io.signalbeam.functions.assignments;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.util.Collection;
import java.util.List;

/** A set of devices, named so that the database can find them without their ids passing through here. */
public sealed interface Scope {

    record Devices(List<DeviceId> ids) implements Scope {
        public Devices {
            ids = List.copyOf(ids);
        }
    }

    record MembersOf(GroupId group) implements Scope {}

    /** Devices that the rollout has just begun to ask, or to ask no longer: no generation is noted for them yet. */
    record MovedBy(RolloutId rollout) implements Scope {}

    /** Devices of which something asks for a version, whether it wins or not. */
    record AskedFor(String bundle, String version) implements Scope {}

    record AllOf(RolloutId rollout) implements Scope {}

    static Scope of(Collection<DeviceId> devices) {
        return new Devices(List.copyOf(devices));
    }
}
