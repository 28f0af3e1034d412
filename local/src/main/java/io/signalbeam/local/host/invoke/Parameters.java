package io.signalbeam.local.host.invoke;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** How a kind of trigger fills parameters; asked once for each parameter of a function. */
public interface Parameters<I> {

    /** Takes a parameter's value out of what triggered the function. */
    @FunctionalInterface
    interface Source<I> {
        @Nullable Object value(I input) throws Exception;
    }

    /**
     * The parameter that takes what triggered the function.
     *
     * @throws IllegalArgumentException when the type is none that the Java worker converts to
     */
    Source<I> trigger(Type type);

    /** A parameter with {@code @BindingName}. */
    Source<I> metadata(String name, Type type);
}
