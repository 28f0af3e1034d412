package io.signalbeam.functions.rollouts;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.id.RolloutId;
import java.util.Optional;

/** Rollouts, for people and pipelines. */
public final class RolloutFunctions {
    private final Endpoint endpoint;
    private final Rollouts rollouts;
    private final CreateRollout create;

    public RolloutFunctions(Endpoint endpoint, Rollouts rollouts, CreateRollout create) {
        this.endpoint = endpoint;
        this.rollouts = rollouts;
        this.create = create;
    }

    @FunctionName("list-rollouts")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ROLLOUTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(rollouts.list(
                        call.person().reach(),
                        call.tenant(),
                        call.query("bundle"),
                        call.queryWords("status", RolloutStatus.class),
                        call.page()))));
    }

    @FunctionName("create-rollout")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ROLLOUT,
                request,
                context,
                call -> create.create(call.person(), call.tenant(), call.body(NewRollout.class))
                        .map(Reply::created));
    }

    @FunctionName("get-rollout")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_ROLLOUT,
                request,
                context,
                call -> rollouts.get(call.person().reach(), call.tenant(), rollout(call, id))
                        .map(Reply::ok));
    }

    @FunctionName("list-rollout-devices")
    public HttpResponseMessage devices(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/devices")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ROLLOUT_DEVICES,
                request,
                context,
                call -> rollouts.devices(
                                call.person().reach(),
                                call.tenant(),
                                rollout(call, id),
                                call.queryWords("status", RolloutDeviceStatus.class),
                                call.page())
                        .map(Reply::ok));
    }

    @FunctionName("list-rollout-failures")
    public HttpResponseMessage failures(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/failures")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ROLLOUT_FAILURES,
                request,
                context,
                call -> rollouts.failures(call.person().reach(), call.tenant(), rollout(call, id))
                        .map(Reply::ok));
    }

    private static RolloutId rollout(Call call, String id) {
        return new RolloutId(call.uuid("id", id));
    }
}
