package io.signalbeam.functions.rollouts;

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
import java.util.Optional;

/** What a rollout would do, for people and pipelines. */
public final class PreviewFunctions {
    private final Endpoint endpoint;
    private final PreviewRollout preview;

    public PreviewFunctions(Endpoint endpoint, PreviewRollout preview) {
        this.endpoint = endpoint;
        this.preview = preview;
    }

    @FunctionName("preview-rollout")
    public HttpResponseMessage preview(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "rollouts/preview")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.PREVIEW_ROLLOUT,
                request,
                context,
                call -> preview.preview(call.person(), call.tenant(), call.body(NewRollout.class))
                        .map(Reply::ok));
    }
}
