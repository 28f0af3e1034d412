package io.signalbeam.functions.testing;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every HTTP function of the app, found by its annotations as the build finds it, in the order that the host asks them. */
public final class FunctionRoutes {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)(:\\w+)?}");
    private static final List<Route> ALL = find();

    private FunctionRoutes() {}

    /** @param template as in the annotation, with a slash before it */
    public record Route(String name, String httpMethod, String template, Method function) {

        /** In the words of the OpenAPI document: without constraints. */
        public String path() {
            return PARAMETER.matcher(template).replaceAll("{$1}");
        }

        Optional<Map<String, String>> match(String method, String path) {
            if (!httpMethod.equals(method)) {
                return Optional.empty();
            }
            var names = new ArrayList<String>();
            var regex = PARAMETER.matcher(template).replaceAll(parameter -> {
                names.add(parameter.group(1));
                return Matcher.quoteReplacement(
                        ":guid".equals(parameter.group(2)) ? "([0-9a-fA-F]{8}-[-0-9a-fA-F]{27})" : "([^/]+)");
            });
            var matcher = Pattern.compile(regex).matcher(path);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), matcher.group(i + 1));
            }
            return Optional.of(values);
        }
    }

    public static List<Route> all() {
        return ALL;
    }

    /** Every method that is a function, of whatever trigger. */
    public static Stream<Method> functions() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.signalbeam.functions")
                        .stream()
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(FunctionName.class));
    }

    private static List<Route> find() {
        return functions()
                .flatMap(FunctionRoutes::routes)
                .sorted(Comparator.comparing(Route::name))
                .toList();
    }

    private static Stream<Route> routes(Method function) {
        return Arrays.stream(function.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(HttpTrigger.class))
                .map(parameter -> parameter.getAnnotation(HttpTrigger.class))
                .flatMap(trigger -> Arrays.stream(trigger.methods())
                        .map(method -> new Route(
                                function.getAnnotation(FunctionName.class).value(),
                                method.name(),
                                "/" + trigger.route(),
                                function)));
    }
}
