package io.signalbeam.functions.devices;

import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.report.AgentFacts;
import java.util.Map;

/** What a change starts from. */
record DeviceRow(String name, Map<String, String> labels, AgentFacts facts, Lifecycle lifecycle, long revision) {}
