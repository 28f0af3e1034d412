package io.signalbeam.functions.enrollment;

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
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/** Enrollment tokens for people, and the enrolment of devices. */
public final class EnrollmentFunctions {
    private final Endpoint endpoint;
    private final EnrollmentTokens tokens;
    private final EnrollDevice enrollDevice;

    public EnrollmentFunctions(Endpoint endpoint, EnrollmentTokens tokens, EnrollDevice enrollDevice) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.enrollDevice = enrollDevice;
    }

    @FunctionName("list-enrollment-tokens")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "enrollment-tokens")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ENROLLMENT_TOKENS,
                request,
                context,
                call -> Outcome.done(Reply.ok(tokens.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-enrollment-token")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "enrollment-tokens")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ENROLLMENT_TOKEN,
                request,
                context,
                call -> tokens.create(call.person(), call.tenant(), call.body(NewToken.class))
                        .map(Reply::created));
    }

    @FunctionName("revoke-enrollment-token")
    public HttpResponseMessage revoke(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "enrollment-tokens/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REVOKE_ENROLLMENT_TOKEN,
                request,
                context,
                call -> tokens.revoke(call.person(), call.tenant(), call.uuid("id", id))
                        .map(done -> Reply.noContent()));
    }

    @FunctionName("replace-device")
    public HttpResponseMessage replace(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/replacement")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REPLACE_DEVICE,
                request,
                context,
                call -> tokens.replacement(
                                call.person(),
                                call.tenant(),
                                new DeviceId(call.uuid("id", id)),
                                call.body(EnrollmentTokens.Replacement.class))
                        .map(Reply::created));
    }

    @FunctionName("enroll")
    public HttpResponseMessage enroll(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/enroll")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.stranger(
                Operation.ENROLL,
                request,
                context,
                call -> enrollDevice
                        .enroll(call.lenientBody(EnrollRequest.class))
                        .map(Reply::created));
    }
}
