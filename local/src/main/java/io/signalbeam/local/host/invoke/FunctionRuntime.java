package io.signalbeam.local.host.invoke;

import io.signalbeam.local.host.app.FunctionDefinition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the app's functions run: its class loader, its instances, and the limits on a run. */
public final class FunctionRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionRuntime.class);

    private final ClassLoader app;
    private final Instances instances;
    private final Watchdog watchdog;

    public FunctionRuntime(ClassLoader app, Instances instances, @Nullable Duration timeout) {
        this.app = app;
        this.instances = instances;
        watchdog = new Watchdog(timeout);
    }

    /** A function that can be called. */
    public <I> Callable<I> load(FunctionDefinition definition, Parameters<I> parameters) {
        return new Callable<>(Function.load(definition, app, parameters));
    }

    /**
     * Waits until nothing runs, and interrupts what runs still.
     *
     * @return whether everything ended by itself in time
     */
    public boolean drain(Duration patience) throws InterruptedException {
        var end = System.nanoTime() + patience.toNanos();
        while (!watchdog.idle()) {
            if (System.nanoTime() - end > 0) {
                watchdog.interruptAll();
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    @Override
    public void close() {
        watchdog.close();
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    public interface Pause {
        /** Waits; false gives up the attempts that are left. */
        boolean await(Duration delay) throws InterruptedException;
    }

    /** One function with its counts. */
    public final class Callable<I> {
        private final Function<I> function;
        private final Stats stats = new Stats();

        private Callable(Function<I> function) {
            this.function = function;
        }

        public FunctionDefinition definition() {
            return function.definition();
        }

        public RunCounts counts() {
            return stats.snapshot();
        }

        /**
         * Runs it once, on the calling thread.
         *
         * @throws FunctionFailure whatever it threw, errors of the virtual machine too
         */
        public @Nullable Object call(I input, Cause cause) throws FunctionFailure {
            var name = definition().name();
            var thread = Thread.currentThread();
            var loader = thread.getContextClassLoader();
            thread.setContextClassLoader(app);
            stats.begun();
            var run = watchdog.begin();
            Throwable failure = null;
            Object result = null;
            try {
                result = function.call(input, new Invocation(name, function.logger(), cause), instances);
            } catch (Throwable e) {
                failure = e;
            }
            var timedOut = run.end();
            stats.ended(run.nanos(), failure != null);
            thread.setContextClassLoader(loader);
            if (failure != null) {
                LOG.error("Function {} {}", name, timedOut ? "ran out of time" : "failed", failure);
                throw new FunctionFailure(name, timedOut, failure);
            }
            return result;
        }

        /**
         * Runs it, and again under its retry policy until it succeeds, the policy is spent or the caller gives up.
         *
         * @return whether it succeeded; false when the caller gave up
         * @throws FunctionFailure of the last attempt that the policy allows
         */
        public boolean callWithRetries(I input, Pause pause) throws FunctionFailure, InterruptedException {
            var retry = definition().retry();
            FunctionFailure last = null;
            for (var done = 0; ; done++) {
                try {
                    var unused = call(input, cause(done, retry.maxRetryCount(), last));
                    return true;
                } catch (FunctionFailure e) {
                    if (!retry.allows(done)) {
                        throw e;
                    }
                    last = e;
                    if (!pause.await(retry.delay(done + 1))) {
                        return false;
                    }
                }
            }
        }

        private Cause cause(int done, int max, @Nullable FunctionFailure last) {
            return max == 0 ? Cause.NONE : Cause.attempt(done, max, last == null ? null : last.getCause());
        }
    }
}
