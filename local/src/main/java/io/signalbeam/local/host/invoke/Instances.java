package io.signalbeam.local.host.invoke;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.util.ServiceLoader;

/** Makes the objects that functions are methods of; asked at each invocation, as the Java worker does. */
@FunctionalInterface
public interface Instances {
    Object of(Class<?> type) throws Exception;

    /**
     * The app's own injector, found in its META-INF/services; without one, a new object each time.
     *
     * @throws IllegalStateException when there is more than one
     */
    static Instances of(ClassLoader app) {
        var injectors =
                ServiceLoader.load(FunctionInstanceInjector.class, app).stream().toList();
        return switch (injectors.size()) {
            case 0 -> type -> type.getDeclaredConstructor().newInstance();
            case 1 -> {
                var injector = injectors.getFirst().get();
                yield injector::getInstance;
            }
            default -> throw new IllegalStateException("more than one FunctionInstanceInjector: " + injectors);
        };
    }
}
