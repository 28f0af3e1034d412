package io.signalbeam.functions.app;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import io.signalbeam.functions.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Where the worker asks, at each invocation, for the instance of a function's class. */
public final class InstanceInjector implements FunctionInstanceInjector {
    private static final Object LOCK = new Object();
    private static @Nullable App app;

    @Override
    public <T> T getInstance(Class<T> functionClass) {
        return app().get(functionClass);
    }

    /**
     * Made at the first invocation. The settings are read when something needs them, and again the next time when they
     * were wrong. Not in a static initializer: its failure would be an Error, which the worker never answers.
     */
    private static App app() {
        synchronized (LOCK) {
            if (app == null) {
                app = new App(() -> Settings.read(System.getenv()));
            }
            return app;
        }
    }
}
