package io.signalbeam.functions.assignments;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;

/** Whom a bundle is assigned to. */
sealed interface Assignee {

    record Device(DeviceId id) implements Assignee {}

    record Group(GroupId id) implements Assignee {}
}
