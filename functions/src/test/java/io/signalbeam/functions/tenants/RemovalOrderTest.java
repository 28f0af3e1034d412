package io.signalbeam.functions.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.tenants.RemovalOrder.Reference;
import io.signalbeam.functions.tenants.RemovalOrder.Step;
import io.signalbeam.functions.tenants.RemovalOrder.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemovalOrderTest {

    private static List<Table> tables(String... names) {
        return Arrays.stream(names).map(name -> new Table(name, name.length())).toList();
    }

    private static Reference needed(String from, String to) {
        return new Reference(from, to, Optional.empty());
    }

    private static Reference optional(String from, String to) {
        return new Reference(from, to, Optional.of(to + "_id"));
    }

    @Test
    void what_refers_goes_before_what_it_refers_to() {
        assertThat(RemovalOrder.of(
                        tables("a", "b", "c"),
                        List.of(needed("b", "a"), needed("c", "b"), needed("c", "tenants")),
                        "-"))
                .containsExactly(new Step.Empty("c"), new Step.Empty("b"), new Step.Empty("a"));
    }

    @Test
    void a_table_goes_last_unless_something_must_follow_it() {
        assertThat(RemovalOrder.of(tables("a", "b", "c", "d"), List.of(needed("b", "a")), "b"))
                .containsExactly(new Step.Empty("c"), new Step.Empty("d"), new Step.Empty("b"), new Step.Empty("a"));
    }

    @Test
    void of_tables_that_refer_to_each_other_the_smallest_is_loosened_first() {
        assertThat(RemovalOrder.of(
                        tables("large", "sm"), List.of(optional("large", "sm"), optional("sm", "large")), "-"))
                .containsExactly(new Step.Loosen("sm", "large_id"), new Step.Empty("large"), new Step.Empty("sm"));
    }

    @Test
    void a_table_that_refers_to_itself_is_loosened() {
        assertThat(RemovalOrder.of(tables("tree"), List.of(optional("tree", "tree")), "-"))
                .containsExactly(new Step.Loosen("tree", "tree_id"), new Step.Empty("tree"));
    }

    @Test
    void a_circle_that_nothing_opens_is_told_of() {
        assertThatThrownBy(() -> RemovalOrder.of(tables("a", "b"), List.of(needed("a", "b"), needed("b", "a")), "-"))
                .hasMessageContaining("refer to each other");
    }
}
