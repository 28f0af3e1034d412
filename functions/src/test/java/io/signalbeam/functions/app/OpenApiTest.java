package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.testing.FunctionRoutes;
import io.signalbeam.functions.testing.OpenApi;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void every_operation_of_the_document_is_in_the_table_of_access_and_the_reverse() {
        var table = Arrays.stream(Operation.values())
                .map(operation -> operation.id() + " " + operation.method() + " " + operation.path())
                .toList();
        assertThat(table)
                .containsExactlyInAnyOrderElementsOf(operations().entrySet().stream()
                        .map(entry -> entry.getValue().path("operationId").asText() + " " + entry.getKey())
                        .toList());
    }

    @Test
    void every_operation_has_exactly_one_function_and_the_reverse() {
        assertThat(FunctionRoutes.all().stream().map(route -> route.httpMethod() + " " + route.path()))
                .containsExactlyInAnyOrderElementsOf(operations().keySet());
    }

    @Test
    void function_names_are_unique_and_in_kebab_case() {
        assertThat(FunctionRoutes.all().stream().map(FunctionRoutes.Route::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    }

    @Test
    void the_document_says_who_calls_with_which_credential() {
        for (var operation : Operation.values()) {
            var declared = operations()
                    .get(operation.method() + " " + operation.path())
                    .path("security");
            var expected = switch (operation.access()) {
                case ANYONE -> "[]";
                case DEVICE -> "[{\"device\":[]}]";
                case PERSON, MEMBER, VIEWER, OPERATOR, ADMIN, PLATFORM -> "";
            };
            assertThat(declared.toString()).as(operation.id()).isEqualTo(expected);
        }
    }

    @Test
    void whatever_changes_something_takes_more_than_a_viewer() {
        assertThat(Arrays.stream(Operation.values())
                        .filter(operation -> !operation.method().equals("GET"))
                        .map(Operation::access))
                .doesNotContain(Access.VIEWER, Access.PERSON);
    }

    private static Map<String, JsonNode> operations() {
        var found = new TreeMap<String, JsonNode>();
        var methods = List.of("get", "post", "put", "patch", "delete");
        OpenApi.document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> methods.contains(operation.getKey()))
                        .forEach(operation -> found.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return found;
    }
}
