package io.signalbeam.functions.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.testing.Calls;
import io.signalbeam.shared.json.Json;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");

    private final ReferenceFunctions functions = new ReferenceFunctions(new ReferenceFiles());

    @Test
    void the_document_and_the_table_of_operations_agree_both_ways() throws Exception {
        assertThat(documented())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Operation.values())
                        .map(operation -> operation.method() + " " + operation.path() + " " + operation.id())
                        .toList());
    }

    @Test
    void the_functions_and_the_table_of_operations_agree_both_ways() {
        var table = Arrays.stream(Operation.values())
                .map(operation -> operation.method() + " " + operation.path())
                .toList();

        assertThat(httpFunctions()).containsExactlyInAnyOrderElementsOf(table);
    }

    @Test
    void who_may_call_an_operation_is_what_the_document_says() throws Exception {
        var document = document();
        for (var operation : Operation.values()) {
            var security = document.path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(java.util.Locale.ROOT))
                    .path("security");
            var wanted = switch (operation.access()) {
                case ANYONE -> "[]";
                case DEVICE -> "[{\"device\":[]}]";
                case PERSON, MEMBER, VIEWER, OPERATOR, ADMIN, PLATFORM -> "";
            };
            assertThat(security.isMissingNode() ? "" : security.toString())
                    .as(operation.id())
                    .isEqualTo(wanted);
        }
    }

    @Test
    void the_page_runs_no_script_but_its_own_and_fetches_nothing_from_elsewhere() {
        var page = functions.page(Calls.get("/docs"), Calls.context());

        assertThat(page.getHeader("content-type")).startsWith("text/html");
        assertThat(page.getHeader("content-security-policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self';")
                .contains("connect-src 'self';");
        assertThat(page.getBody().toString())
                .contains("src=\"docs/standalone.js\"")
                .contains("data-url=\"openapi.json\"")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    private JsonNode document() throws Exception {
        var answer = functions.openApi(Calls.get("/openapi.json"), Calls.context());
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getHeader("content-type")).isEqualTo("application/json");
        return Json.strict().readTree(answer.getBody().toString());
    }

    private List<String> documented() throws Exception {
        var found = new ArrayList<String>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> found.add(method.getKey().toUpperCase(java.util.Locale.ROOT) + " "
                                + path.getKey() + " "
                                + method.getValue().path("operationId").asText())));
        return found;
    }

    private static List<String> httpFunctions() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("io.signalbeam.functions").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(FunctionName.class))
                        .map(JavaMethod::reflect)
                        .flatMap(method -> Arrays.stream(method.getParameters()))
                        .filter(parameter -> parameter.isAnnotationPresent(HttpTrigger.class))
                        .flatMap(ReferenceTest::routes)
                        .toList();
    }

    /** With the route's constraints left out. */
    private static java.util.stream.Stream<String> routes(Parameter parameter) {
        var trigger = parameter.getAnnotation(HttpTrigger.class);
        return Arrays.stream(trigger.methods())
                .map(method -> method.name() + " /" + trigger.route().replaceAll(":[^}]*", ""));
    }
}
