package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.testing.FunctionRoutes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TriggersTest {

    /** A deployment has two apps, and what this file names runs in one of them only: what it forgot would run in both. */
    @Test
    void functions_triggers_json_names_every_function_that_is_not_asked_over_http() throws IOException {
        var named =
                List.of(new ObjectMapper().readValue(Path.of("triggers.json").toFile(), String[].class));

        var found = FunctionRoutes.functions()
                .filter(method -> !isHttp(method))
                .map(method -> method.getAnnotation(FunctionName.class).value())
                .sorted()
                .toList();

        assertThat(named).isEqualTo(found);
    }

    /** The build names a function's method without its parameters: a host could not tell two of one name apart. */
    @Test
    void no_two_public_methods_of_a_class_with_functions_share_a_name() {
        var shared = FunctionRoutes.functions()
                .<Class<?>>map(Method::getDeclaringClass)
                .distinct()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .collect(Collectors.groupingBy(Method::getName, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .filter(name -> name.getValue() > 1)
                        .map(name -> type.getSimpleName() + "." + name.getKey()))
                .toList();

        assertThat(shared).isEmpty();
    }

    private static boolean isHttp(Method function) {
        return Arrays.stream(function.getParameters())
                .anyMatch(parameter -> parameter.isAnnotationPresent(HttpTrigger.class));
    }
}
