package io.signalbeam.functions.reports;

import io.signalbeam.functions.devices.DeviceEvents.Severity;
import java.util.Map;

/**
 * Something that is different between two reports of a device, worth a line in its history.
 *
 * @param type CloudEvents type
 * @param message one sentence for people
 */
record Transition(String type, Severity severity, String message, Map<String, String> details) {}
