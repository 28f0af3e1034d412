package io.signalbeam.shared.bundle;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.label.LabelSyntax;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a device puts in place of <code>${device.id}</code>, <code>${device.name}</code> and <code>${label.KEY}</code>
 * in a container's environment. {@code $$} stands for one dollar sign; a dollar sign before anything else is itself.
 *
 * <p>A label that the device does not have is an error, not an empty text: a container that starts with a setting
 * silently missing is harder to find than a bundle that says why it waits.
 */
public record Variables(DeviceId deviceId, String deviceName, Map<String, String> labels) {
    private static final String LABEL = "label.";

    public Variables {
        labels = Map.copyOf(labels);
    }

    /** What is wrong with a text on any device: a variable that does not exist, or one that does not end. */
    public static Optional<String> problem(String text) {
        return expand(text, name -> "").problem();
    }

    /** The environment as the container gets it, or every variable that this device cannot give. */
    public Validated<Map<String, String>> substitute(Map<String, String> env) {
        var errors = new FieldErrors();
        var substituted = new TreeMap<String, String>();
        env.forEach((name, text) -> {
            var expanded = expand(text, this::value);
            expanded.problem().ifPresent(problem -> errors.add("env." + name, "reference", problem));
            substituted.put(name, expanded.text);
        });
        return errors.orElse(() -> Map.copyOf(substituted));
    }

    private @Nullable String value(String name) {
        return switch (name) {
            case "device.id" -> deviceId.toString();
            case "device.name" -> deviceName;
            default -> labels.get(name.substring(LABEL.length()));
        };
    }

    private static Expanded expand(String text, Function<String, @Nullable String> values) {
        var out = new StringBuilder(text.length());
        int from = 0;
        for (int dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', from)) {
            out.append(text, from, dollar);
            if (text.startsWith("$$", dollar)) {
                out.append('$');
                from = dollar + 2;
            } else if (text.startsWith("${", dollar)) {
                int end = text.indexOf('}', dollar);
                if (end < 0) {
                    return new Expanded("", "'${' without '}'; write '$$' for a dollar sign");
                }
                var name = text.substring(dollar + 2, end);
                if (!isKnown(name)) {
                    return new Expanded(
                            "",
                            "there is no variable '${" + name
                                    + "}'; there are ${device.id}, ${device.name} and ${label.KEY}, and '$$' is a dollar sign");
                }
                var value = values.apply(name);
                if (value == null) {
                    return new Expanded(
                            "",
                            "this device has no label '" + name.substring(LABEL.length()) + "' for ${" + name + "}");
                }
                out.append(value);
                from = end + 1;
            } else {
                out.append('$');
                from = dollar + 1;
            }
        }
        return new Expanded(out.append(text, from, text.length()).toString(), null);
    }

    private static boolean isKnown(String name) {
        return name.equals("device.id")
                || name.equals("device.name")
                || (name.startsWith(LABEL)
                        && LabelSyntax.keyProblem(name.substring(LABEL.length()))
                                .isEmpty());
    }

    private record Expanded(String text, @Nullable String reason) {
        Optional<String> problem() {
            return Optional.ofNullable(reason);
        }
    }
}
