package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Turns what the client throws into the port's failures. */
final class EngineFailures {
    private EngineFailures() {}

    /** @param code for a refusal by the engine */
    static <T> T translate(String code, Supplier<T> call) {
        try {
            return call.get();
        } catch (DockerException e) {
            throw refusal(code, e.getHttpStatus(), message(e));
        } catch (TransientFailure | PermanentFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw unavailable(e);
        }
    }

    static RuntimeException refusal(String code, int status, String message) {
        if (message.toLowerCase(Locale.ROOT).contains("no space left on device")) {
            return new TransientFailure("no-space", message, null);
        }
        boolean busy = status == 503 || status == 429 || status == 408;
        // A removal or a query that the engine refuses now is asked for again; it says nothing about the version.
        boolean aboutVersion = code.equals("create-failed") || code.equals("start-failed");
        return busy || !aboutVersion
                ? new TransientFailure(code, message, null)
                : new PermanentFailure(code, message, null);
    }

    static RuntimeException unavailable(RuntimeException failure) {
        return causes(failure).anyMatch(t -> t instanceof IOException)
                ? new RuntimeUnavailable("the container engine does not answer: " + innermost(failure), failure)
                : failure;
    }

    /** Whether it is the wait for an answer that ended. */
    static boolean timedOut(RuntimeException failure) {
        return causes(failure).anyMatch(t -> t instanceof SocketTimeoutException);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause).limit(10);
    }

    /** The engine's own sentence, out of the JSON that it comes in. */
    static String message(DockerException failure) {
        var text = String.valueOf(failure.getMessage());
        var start = text.indexOf("{\"message\":\"");
        var end = text.lastIndexOf("\"}");
        return start >= 0 && end > start
                ? text.substring(start + "{\"message\":\"".length(), end).replace("\\\"", "\"")
                : text;
    }

    private static String innermost(Throwable failure) {
        var inner = failure;
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            inner = cause;
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }
}
