package io.signalbeam.functions.secrets;

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
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Logins at registries, written by people; devices get them where they get their other secrets. */
public final class RegistryFunctions {
    private final Endpoint endpoint;
    private final RegistryCredentials credentials;

    RegistryFunctions(Endpoint endpoint, RegistryCredentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    @FunctionName("list-registry-credentials")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "registry-credentials")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_REGISTRY_CREDENTIALS,
                request,
                context,
                call -> Outcome.done(Reply.ok(credentials.list(call.tenant(), call.page()))));
    }

    @FunctionName("put-registry-credential")
    public HttpResponseMessage put(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PUT,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "registry-credentials/{host}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("host") String host,
            ExecutionContext context) {
        return endpoint.person(
                Operation.PUT_REGISTRY_CREDENTIAL,
                request,
                context,
                call -> credentials
                        .put(
                                call.person(),
                                call.tenant(),
                                call.word("host", host),
                                call.body(NewRegistryCredential.class))
                        .map(Reply::ok));
    }

    @FunctionName("delete-registry-credential")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "registry-credentials/{host}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("host") String host,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_REGISTRY_CREDENTIAL,
                request,
                context,
                call -> credentials
                        .delete(call.person(), call.tenant(), call.word("host", host))
                        .map(gone -> Reply.noContent()));
    }
}
