package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import java.util.Optional;

/** A request without a credential. */
final class AnonymousCall extends Call {
    AnonymousCall(HttpRequestMessage<Optional<String>> request, String correlationId) {
        super(request, correlationId);
    }
}
