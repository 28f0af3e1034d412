package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.desired.DesiredState;
import java.util.regex.Pattern;

/** Fills {@code ${device.id}}, {@code ${device.name}} and {@code ${label.KEY}} into a text. */
final class DeviceVariables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private DeviceVariables() {}

    /** A label that the device does not have becomes empty; any other unknown variable stays as it is. */
    static String fill(String text, DesiredState desired) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            var name = match.group(1);
            var value = switch (name) {
                case "device.id" -> desired.deviceId().toString();
                case "device.name" -> desired.deviceName();
                default ->
                    name.startsWith("label.")
                            ? desired.labels().getOrDefault(name.substring("label.".length()), "")
                            : match.group();
            };
            return java.util.regex.Matcher.quoteReplacement(value);
        });
    }
}
