package io.signalbeam.functions.live;

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
import java.util.Optional;

/** Live updates over HTTP: where to hear of them. */
public final class LiveFunctions {
    private final Endpoint endpoint;
    private final InviteOnlooker invite;

    LiveFunctions(Endpoint endpoint, InviteOnlooker invite) {
        this.endpoint = endpoint;
        this.invite = invite;
    }

    @FunctionName("negotiate-live")
    public HttpResponseMessage negotiate(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "live/negotiate")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.NEGOTIATE_LIVE,
                request,
                context,
                call -> Outcome.done(Reply.ok(invite.invite(call.tenant(), call.person()))));
    }
}
