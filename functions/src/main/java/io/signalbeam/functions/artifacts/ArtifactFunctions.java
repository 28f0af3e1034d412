package io.signalbeam.functions.artifacts;

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
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Artifacts: brought by people and pipelines, fetched by devices. */
public final class ArtifactFunctions {
    private final Endpoint endpoint;
    private final Artifacts artifacts;
    private final ForgetUploads forgetUploads;

    ArtifactFunctions(Endpoint endpoint, Artifacts artifacts, ForgetUploads forgetUploads) {
        this.forgetUploads = forgetUploads;
        this.endpoint = endpoint;
        this.artifacts = artifacts;
    }

    @FunctionName("list-artifacts")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "artifacts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ARTIFACTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(artifacts.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-artifact")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "artifacts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ARTIFACT,
                request,
                context,
                call -> artifacts
                        .begin(call.person(), call.tenant(), call.body(NewArtifact.class))
                        .map(Reply::created));
    }

    @FunctionName("get-artifact")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "artifacts/{sha256}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("sha256") String sha256,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_ARTIFACT,
                request,
                context,
                call -> artifacts
                        .one(call.tenant(), call.word("sha256", sha256))
                        .map(Reply::ok));
    }

    @FunctionName("complete-artifact")
    public HttpResponseMessage complete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "artifacts/{sha256}/complete")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("sha256") String sha256,
            ExecutionContext context) {
        return endpoint.person(
                Operation.COMPLETE_ARTIFACT,
                request,
                context,
                call -> artifacts
                        .complete(call.person(), call.tenant(), call.word("sha256", sha256))
                        .map(Reply::ok));
    }

    @FunctionName("delete-artifact")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "artifacts/{sha256}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("sha256") String sha256,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_ARTIFACT,
                request,
                context,
                call -> artifacts
                        .delete(call.person(), call.tenant(), call.word("sha256", sha256))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("address-artifact")
    public HttpResponseMessage address(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/artifacts/{sha256}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("sha256") String sha256,
            ExecutionContext context) {
        return endpoint.device(
                Operation.ADDRESS_ARTIFACT,
                request,
                context,
                call -> artifacts
                        .address(call.device(), call.word("sha256", sha256))
                        .map(Reply::ok));
    }

    @FunctionName("forget-uploads")
    public void forget(
            @TimerTrigger(name = "timer", schedule = "40 17 * * * *") String timer, ExecutionContext context) {
        int forgotten = forgetUploads.run();
        if (forgotten > 0) {
            context.getLogger().info(forgotten + " artifacts were never finished, and are forgotten");
        }
    }
}
