package io.signalbeam.functions.parking;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parked events over HTTP, and the timer that ends their time. */
public final class ParkingFunctions {
    private final Endpoint endpoint;
    private final ReadParkedEvents read;
    private final ReplayParkedEvents replay;
    private final DeleteParkedEvent delete;
    private final EndParking end;

    ParkingFunctions(
            Endpoint endpoint,
            ReadParkedEvents read,
            ReplayParkedEvents replay,
            DeleteParkedEvent delete,
            EndParking end) {
        this.endpoint = endpoint;
        this.read = read;
        this.replay = replay;
        this.delete = delete;
        this.end = end;
    }

    /** @param shiftMillis at most a hundred years either way: a clock without a battery may begin in 1970 */
    record Shift(@Nullable Long shiftMillis) {
        private static final long MOST = Duration.ofDays(36_525).toMillis();

        Shift {
            if (shiftMillis != null && Math.abs(shiftMillis) > MOST) {
                throw new IllegalArgumentException("shiftMillis is at most " + MOST + " either way");
            }
        }

        Duration duration() {
            return Duration.ofMillis(shiftMillis == null ? 0 : shiftMillis);
        }
    }

    @FunctionName("parked-events-list")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_PARKED_EVENTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(read.list(
                        call.tenant(),
                        filter(call, call.queryBoolean("replayed").orElse(false)),
                        call.page()))));
    }

    @FunctionName("parked-event-get")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_PARKED_EVENT,
                request,
                context,
                call -> read.read(call.tenant(), call.uuid("id", id)).map(Reply::ok));
    }

    @FunctionName("parked-event-replay")
    public HttpResponseMessage replayOne(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events/{id:guid}/replay")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REPLAY_PARKED_EVENT,
                request,
                context,
                call -> replay.one(call.person(), call.tenant(), call.uuid("id", id), shift(call))
                        .map(Reply::ok));
    }

    @FunctionName("parked-events-replay")
    public HttpResponseMessage replayMany(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events/replay")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REPLAY_PARKED_EVENTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(
                        replay.many(call.person(), call.tenant(), filter(call, false), call.page(), shift(call)))));
    }

    @FunctionName("parked-event-delete")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_PARKED_EVENT,
                request,
                context,
                call -> delete.delete(call.person(), call.tenant(), call.uuid("id", id))
                        .map(deleted -> Reply.noContent()));
    }

    private static ParkedFilter filter(Call call, boolean replayed) {
        return new ParkedFilter(
                call.query("reason").orElse(null),
                call.query("hub").orElse(null),
                call.queryUuid("deviceId").map(DeviceId::new).orElse(null),
                call.queryInstant("from").orElse(null),
                call.queryInstant("to").orElse(null),
                replayed);
    }

    /** Without a body the times stay as they are. */
    private static Duration shift(Call call) {
        return call.text().isBlank() ? Duration.ZERO : call.body(Shift.class).duration();
    }

    @FunctionName("end-parking")
    public void end(@TimerTrigger(name = "timer", schedule = "0 40 3 * * *") String timer, ExecutionContext context) {
        int ended = end.run();
        context.getLogger().info(ended + " parked events deleted");
    }
}
