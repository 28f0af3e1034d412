package io.signalbeam.local.host.invoke;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.CustomBinding;
import io.signalbeam.local.host.app.FunctionDefinition;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A function of the app, ready to be called with what its trigger brings. */
final class Function<I> {
    private static final MethodType SHAPE = MethodType.methodType(Object.class, Object.class, Object[].class);

    private final FunctionDefinition definition;
    private final Class<?> type;
    private final boolean needsInstance;
    private final MethodHandle handle;
    private final List<Parameters.@Nullable Source<I>> sources;
    private final Logger logger;

    private Function(FunctionDefinition definition, Class<?> type, Method method, Parameters<I> parameters)
            throws IllegalAccessException {
        this.definition = definition;
        this.type = type;
        needsInstance = !Modifier.isStatic(method.getModifiers());
        method.setAccessible(true);
        var direct = MethodHandles.lookup().unreflect(method);
        handle = (needsInstance ? direct : MethodHandles.dropArguments(direct, 0, Object.class))
                .asSpreader(Object[].class, method.getParameterCount())
                .asType(SHAPE);
        sources = sources(method, definition.trigger().parameter(), parameters);
        logger = Logger.getLogger("function." + definition.name());
    }

    /**
     * Finds the method that a function.json names.
     *
     * @throws IllegalArgumentException when there is none, several, or one with a parameter that cannot be bound
     */
    static <I> Function<I> load(FunctionDefinition definition, ClassLoader app, Parameters<I> parameters) {
        try {
            var type = Class.forName(definition.className(), true, app);
            var methods = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals(definition.methodName()) && !method.isBridge())
                    .toList();
            if (methods.size() != 1) {
                throw new IllegalArgumentException(
                        methods.size() + " public methods are named " + definition.methodName());
            }
            return new Function<>(definition, type, methods.getFirst(), parameters);
        } catch (ClassNotFoundException | IllegalAccessException | LinkageError | IllegalArgumentException e) {
            throw new IllegalArgumentException("function " + definition.name() + " cannot be loaded: " + e, e);
        }
    }

    private static <I> List<Parameters.@Nullable Source<I>> sources(
            Method method, String trigger, Parameters<I> parameters) {
        var sources = new ArrayList<Parameters.@Nullable Source<I>>();
        for (var parameter : method.getParameters()) {
            var metadata = parameter.getAnnotation(BindingName.class);
            if (metadata != null) {
                sources.add(parameters.metadata(metadata.value(), parameter.getParameterizedType()));
            } else if (parameter.getType() == ExecutionContext.class) {
                sources.add(null);
            } else if (trigger.equals(bindingName(parameter))) {
                sources.add(parameters.trigger(parameter.getParameterizedType()));
            } else {
                throw new IllegalArgumentException("no binding for parameter " + parameter);
            }
        }
        return sources;
    }

    private static @Nullable String bindingName(Parameter parameter) {
        for (var annotation : parameter.getAnnotations()) {
            var type = annotation.annotationType();
            if (type.getPackageName().equals(BindingName.class.getPackageName())
                    || type.isAnnotationPresent(CustomBinding.class)) {
                return name(annotation);
            }
        }
        return null;
    }

    private static @Nullable String name(Annotation annotation) {
        try {
            return String.valueOf(annotation.annotationType().getMethod("name").invoke(annotation));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    FunctionDefinition definition() {
        return definition;
    }

    Logger logger() {
        return logger;
    }

    @Nullable Object call(I input, Invocation invocation, Instances instances) throws Throwable {
        var arguments = new @Nullable Object[sources.size()];
        for (var i = 0; i < arguments.length; i++) {
            var source = sources.get(i);
            arguments[i] = source == null ? invocation : source.value(input);
        }
        var instance = needsInstance ? instances.of(type) : null;
        return (@Nullable Object) handle.invokeExact(instance, arguments);
    }
}
