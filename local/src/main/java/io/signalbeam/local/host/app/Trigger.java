package io.signalbeam.local.host.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What starts a function, as in its function.json. */
public sealed interface Trigger {

    /** The name of the parameter that takes what triggered the function. */
    String parameter();

    /**
     * The same with every {@code %NAME%} replaced by that setting.
     *
     * @throws IllegalArgumentException when a setting is missing
     */
    Trigger resolve(Settings settings);

    /** A request to a route, without the prefix; no methods means all of them. */
    record Http(String parameter, String route, List<String> methods) implements Trigger {
        public Http {
            methods = List.copyOf(methods);
        }

        @Override
        public Trigger resolve(Settings settings) {
            return new Http(parameter, settings.resolve(route), methods);
        }
    }

    /** Events of a hub, one by one or in batches. */
    record EventHubs(
            String parameter, String eventHub, String connection, String consumerGroup, boolean many, boolean binary)
            implements Trigger {

        @Override
        public Trigger resolve(Settings settings) {
            return new EventHubs(
                    parameter, settings.resolve(eventHub), connection, settings.resolve(consumerGroup), many, binary);
        }
    }

    /** A schedule: six fields of NCRONTAB, or a time span. */
    record Timer(String parameter, String schedule) implements Trigger {

        @Override
        public Trigger resolve(Settings settings) {
            return new Timer(parameter, settings.resolve(schedule));
        }
    }

    /** Reads the one trigger among a function's bindings. */
    static Trigger read(String function, JsonNode bindings) {
        for (var binding : bindings) {
            var name = binding.path("name").asText();
            switch (binding.path("type").asText()) {
                case "httpTrigger" -> {
                    var route = binding.path("route").asText("");
                    return new Http(name, route.isEmpty() ? function : route, methods(binding));
                }
                case "eventHubTrigger" -> {
                    return new EventHubs(
                            name,
                            binding.path("eventHubName").asText(),
                            binding.path("connection").asText(),
                            binding.path("consumerGroup").asText("$Default"),
                            !binding.path("cardinality").asText("MANY").equalsIgnoreCase("one"),
                            binding.path("dataType").asText().equalsIgnoreCase("binary"));
                }
                case "timerTrigger" -> {
                    return new Timer(name, binding.path("schedule").asText());
                }
                default -> {
                    // An output, or a trigger that the check below refuses.
                }
            }
        }
        throw new IllegalArgumentException(
                "function " + function + " has no trigger that this host knows: http, eventHub or timer");
    }

    private static List<String> methods(JsonNode binding) {
        var methods = new ArrayList<String>();
        binding.path("methods").forEach(m -> methods.add(m.asText().toUpperCase(Locale.ROOT)));
        return methods;
    }
}
