package io.signalbeam.local.host.invoke;

import com.microsoft.azure.functions.RetryContext;
import com.microsoft.azure.functions.RpcException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation follows from.
 *
 * @param traceparent W3C trace context of the caller; absent begins a trace
 * @param retry absent unless the function has a retry policy
 */
public record Cause(
        @Nullable String traceparent,
        @Nullable String tracestate,
        @Nullable RetryContext retry) {
    /** Nothing before it, and no retry policy. */
    public static final Cause NONE = new Cause(null, null, null);

    /** The context of an attempt under a retry policy. */
    static Cause attempt(int retryCount, int maxRetryCount, @Nullable Throwable last) {
        return new Cause(null, null, new Attempt(retryCount, maxRetryCount, last == null ? null : new Failed(last)));
    }

    private record Attempt(
            int getRetrycount,
            int getMaxretrycount,
            @Nullable RpcException getException) implements RetryContext {}

    private record Failed(Throwable failure) implements RpcException {
        @Override
        public String getSource() {
            return failure.getClass().getName();
        }

        @Override
        public String getStacktrace() {
            var text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }

        @Override
        public String getMessage() {
            return String.valueOf(failure.getMessage());
        }
    }
}
