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
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.PersonCall;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.shared.id.RolloutId;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people do with a rollout: one function each, and one use case for all. */
public final class RolloutActionFunctions {
    /** As many waves as a rollout may have. */
    private static final int MAX_WAVE = 50;

    private final Endpoint endpoint;
    private final ActOnRollout act;

    public RolloutActionFunctions(Endpoint endpoint, ActOnRollout act) {
        this.endpoint = endpoint;
        this.act = act;
    }

    @FunctionName("approve-rollout")
    public HttpResponseMessage approve(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/approve")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.APPROVE_ROLLOUT, request, context, id, call -> new RolloutAction.Approve(wave(call)));
    }

    @FunctionName("start-rollout")
    public HttpResponseMessage start(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/start")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.START_ROLLOUT, request, context, id, call -> new RolloutAction.Start());
    }

    @FunctionName("pause-rollout")
    public HttpResponseMessage pause(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/pause")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.PAUSE_ROLLOUT, request, context, id, call -> new RolloutAction.Pause());
    }

    @FunctionName("resume-rollout")
    public HttpResponseMessage resume(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/resume")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.RESUME_ROLLOUT, request, context, id, call -> new RolloutAction.Resume());
    }

    @FunctionName("promote-rollout")
    public HttpResponseMessage promote(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/promote")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.PROMOTE_ROLLOUT, request, context, id, call -> new RolloutAction.Promote(wave(call)));
    }

    @FunctionName("cancel-rollout")
    public HttpResponseMessage cancel(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/cancel")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.CANCEL_ROLLOUT, request, context, id, call -> new RolloutAction.Cancel());
    }

    @FunctionName("retry-rollout")
    public HttpResponseMessage retry(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/retry")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.RETRY_ROLLOUT, request, context, id, call -> new RolloutAction.Retry());
    }

    @FunctionName("rollback-rollout")
    public HttpResponseMessage rollback(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/{id:guid}/rollback")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return answer(Operation.ROLL_BACK_ROLLOUT, request, context, id, call -> new RolloutAction.RollBack());
    }

    private HttpResponseMessage answer(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            String id,
            Function<PersonCall, RolloutAction> action) {
        return endpoint.person(
                operation,
                request,
                context,
                call -> act.act(call.person(), call.tenant(), new RolloutId(call.uuid("id", id)), action.apply(call))
                        .map(Reply::ok));
    }

    private static @Nullable Integer wave(PersonCall call) {
        return call.queryInt("wave", 1, MAX_WAVE).orElse(null);
    }
}
