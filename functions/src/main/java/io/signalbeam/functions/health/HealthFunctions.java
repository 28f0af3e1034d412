package io.signalbeam.functions.health;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the process answers, and whether what it depends on does; for the platform's own checks. Built without the
 * settings, so that both answer when those are missing or wrong.
 */
public final class HealthFunctions {
    private final Readiness readiness;

    public HealthFunctions(Readiness readiness) {
        this.readiness = readiness;
    }

    @FunctionName("health-live")
    public HttpResponseMessage live(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "health/live")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return Endpoint.anyone(
                Operation.HEALTH_LIVE, request, context, call -> Outcome.done(Reply.ok(Map.of("status", "live"))));
    }

    @FunctionName("health-ready")
    public HttpResponseMessage ready(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "health/ready")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return Endpoint.anyone(Operation.HEALTH_READY, request, context, call -> Outcome.done(readiness.reply()));
    }
}
