package io.signalbeam.functions.app;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Builds each class of ours once, by its one constructor; what is not ours, and interfaces, must be bound. */
final class Graph {
    private static final String OURS = "io.signalbeam.functions.";

    private final Map<Class<?>, Supplier<?>> bindings = new HashMap<>();
    private final Map<Class<?>, Object> instances = new HashMap<>();

    synchronized <T> void bind(Class<T> type, Supplier<? extends T> supplier) {
        bindings.put(type, supplier);
    }

    synchronized <T> T get(Class<T> type) {
        // Not computeIfAbsent: building one thing builds others, which HashMap forbids there.
        var known = instances.get(type);
        if (known == null) {
            var binding = bindings.get(type);
            known = binding == null ? construct(type) : binding.get();
            instances.put(type, known);
        }
        return type.cast(known);
    }

    private Object construct(Class<?> type) {
        var constructors = type.getDeclaredConstructors();
        if (!type.getName().startsWith(OURS) || type.isInterface() || constructors.length != 1) {
            throw new IllegalStateException("nothing is bound to " + type.getName());
        }
        var constructor = constructors[0];
        var arguments =
                Arrays.stream(constructor.getParameterTypes()).map(this::get).toArray();
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot build " + type.getName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type.getName(), e);
        }
    }
}
