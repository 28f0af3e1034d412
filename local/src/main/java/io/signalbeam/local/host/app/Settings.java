package io.signalbeam.local.host.app;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The app settings that the host itself reads; the app reads its own from the environment. */
public record Settings(Map<String, String> values) {
    private static final Pattern REFERENCE = Pattern.compile("%([^%]+)%");

    public Settings {
        values = Map.copyOf(values);
    }

    /** A setting that is there and not empty; a colon in its name may be written as two underscores. */
    public Optional<String> get(String name) {
        var value = values.get(name);
        if (value == null || value.isEmpty()) {
            value = values.get(name.replace(":", "__"));
        }
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /**
     * A binding's value with every {@code %NAME%} replaced by that setting.
     *
     * @throws IllegalArgumentException when a setting is missing, as the real host refuses to index the function
     */
    public String resolve(String value) {
        return REFERENCE.matcher(value).replaceAll(m -> {
            var name = m.group(1);
            return java.util.regex.Matcher.quoteReplacement(get(name)
                    .orElseThrow(
                            () -> new IllegalArgumentException("%" + name + "% does not resolve: no such setting")));
        });
    }

    /** Whether a function is switched off by {@code AzureWebJobs.<name>.Disabled}. */
    public boolean disables(String function) {
        return get("AzureWebJobs." + function + ".Disabled")
                .or(() -> get("AzureWebJobs_" + function + "_Disabled"))
                .map(value -> value.equalsIgnoreCase("true") || value.equals("1"))
                .orElse(false);
    }
}
