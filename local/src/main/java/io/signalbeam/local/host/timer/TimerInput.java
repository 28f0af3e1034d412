package io.signalbeam.local.host.timer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbeam.local.host.invoke.Conversion;
import io.signalbeam.local.host.invoke.Parameters;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What a timer function is told: the real host's timer JSON. */
record TimerInput(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static TimerInput of(@Nullable TimerStatus status, boolean pastDue) {
        var json = JSON.createObjectNode();
        json.putObject("Schedule").put("AdjustForDST", true);
        if (status == null) {
            json.putNull("ScheduleStatus");
        } else {
            json.set("ScheduleStatus", TimerStatusBlob.fields(status));
        }
        json.put("IsPastDue", pastDue);
        return new TimerInput(json);
    }

    /** The timer's own parameter, as text or as an object; there is no other binding data. */
    static final class Binding implements Parameters<TimerInput> {
        @Override
        public Source<TimerInput> trigger(Type type) {
            var conversion = Conversion.to(type);
            return input -> conversion.convert(input.json());
        }

        @Override
        public Source<TimerInput> metadata(String name, Type type) {
            throw new IllegalArgumentException("a timer has no binding data named " + name);
        }
    }
}
