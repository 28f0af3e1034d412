package io.signalbeam.local.host.eventhubs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.Conversion;
import io.signalbeam.local.host.invoke.Parameters;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an Event Hubs function's parameters may be, by its cardinality and data type. */
final class EventsParameters implements Parameters<EventsInput> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Trigger.EventHubs trigger;

    EventsParameters(Trigger.EventHubs trigger) {
        this.trigger = trigger;
    }

    @Override
    public Source<EventsInput> trigger(Type type) {
        if (!trigger.many()) {
            var body = body(type);
            return input -> body.value(input.events().getFirst());
        }
        if (type instanceof Class<?> array && array.isArray()) {
            var item = array.getComponentType();
            var body = body(item);
            return input -> {
                var bodies = bodies(input, body);
                var values = Array.newInstance(item, bodies.size());
                for (var i = 0; i < bodies.size(); i++) {
                    Array.set(values, i, bodies.get(i));
                }
                return values;
            };
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && raw.isAssignableFrom(ArrayList.class)) {
            var body = body(generic.getActualTypeArguments()[0]);
            return input -> bodies(input, body);
        }
        throw new IllegalArgumentException(
                "with cardinality many the events are an array or a list, not " + type.getTypeName());
    }

    /** The bodies as the host passes them on: as text, an empty one is dropped on the way. */
    private List<@Nullable Object> bodies(EventsInput input, Body body) throws Exception {
        var bodies = new ArrayList<@Nullable Object>(input.events().size());
        for (var event : input.events()) {
            if (trigger.binary() || event.body().length > 0) {
                bodies.add(body.value(event));
            }
        }
        return bodies;
    }

    private interface Body {
        @Nullable Object value(Received event) throws Exception;
    }

    private Body body(Type type) {
        if (trigger.binary() != (type == byte[].class)) {
            throw new IllegalArgumentException(
                    "dataType = \"binary\" goes with byte[], and only with it; the type is " + type.getTypeName());
        }
        if (trigger.binary()) {
            return Received::body;
        }
        var conversion = Conversion.to(type);
        return event -> conversion.convert(new String(event.body(), StandardCharsets.UTF_8));
    }

    @Override
    public Source<EventsInput> metadata(String name, Type type) {
        if (!EventsInput.knows(name, trigger.many())) {
            throw new IllegalArgumentException("an Event Hubs trigger has no binding data named " + name);
        }
        if (trigger.many() && type == String.class) {
            return input -> input.metadata(name);
        }
        var conversion = Conversion.to(type);
        return input -> conversion.convert(JSON.readTree(input.metadata(name)));
    }
}
