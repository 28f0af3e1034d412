package io.signalbeam.functions.rotation;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.signing.RotateSigningKey;
import java.time.Duration;
import java.util.Optional;

/** Keeps the key that bundles are signed with young. */
public final class SigningFunctions {
    private static final Duration BUDGET = Duration.ofMinutes(2);

    private final Endpoint endpoint;
    private final RotateSigningKey rotate;
    private final RotateSigningKeyNow now;

    public SigningFunctions(Endpoint endpoint, RotateSigningKey rotate, RotateSigningKeyNow now) {
        this.endpoint = endpoint;
        this.rotate = rotate;
        this.now = now;
    }

    @FunctionName("rotate-signing-key")
    public void rotate(@TimerTrigger(name = "timer", schedule = "0 17 * * * *") String timer) {
        rotate.run(BUDGET);
    }

    @FunctionName("rotate-signing-key-now")
    public HttpResponseMessage rotateNow(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "signing-keys/rotate")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ROTATE_SIGNING_KEY,
                request,
                context,
                call -> Outcome.done(Reply.ok(now.rotate(call.person()))));
    }
}
