package io.signalbeam.functions.tenants;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** In which order tables are emptied so that no row that is referred to goes before the rows that refer to it. */
final class RemovalOrder {
    private RemovalOrder() {}

    /** @param bytes how large it is about */
    record Table(String name, long bytes) {}

    /** @param column that is empty where a row refers to none; nothing when each row refers to some */
    record Reference(String from, String to, Optional<String> column) {}

    /** What is done with a table, a slice after another until there is nothing left to do. */
    sealed interface Step {
        record Empty(String table) implements Step {}

        record Loosen(String table, String column) implements Step {}
    }

    /**
     * @param last emptied only when nothing else can be before it
     * @throws IllegalStateException when tables refer to each other, and no column of theirs may be empty
     */
    static List<Step> of(List<Table> tables, List<Reference> references, String last) {
        var left = new ArrayList<>(tables);
        left.sort(
                Comparator.comparing((Table table) -> table.name().equals(last)).thenComparing(Table::name));
        var held = new ArrayList<>(references.stream()
                .filter(reference -> isThere(left, reference.from()) && isThere(left, reference.to()))
                .filter(reference -> !reference.from().equals(reference.to())
                        || reference.column().isPresent())
                .toList());
        var steps = new ArrayList<Step>();
        while (!left.isEmpty()) {
            var free = left.stream().filter(table -> isFree(held, table)).findFirst();
            if (free.isPresent()) {
                var table = free.get();
                steps.add(new Step.Empty(table.name()));
                left.remove(table);
                held.removeIf(reference -> reference.from().equals(table.name()));
            } else {
                steps.add(loosen(left, held));
            }
        }
        return steps;
    }

    /** Of the smallest table, for each row that refers is written anew. */
    private static Step loosen(List<Table> left, List<Reference> held) {
        for (var table : left.stream()
                .sorted(Comparator.comparingLong(Table::bytes).thenComparing(Table::name))
                .toList()) {
            for (var reference : held) {
                if (reference.from().equals(table.name()) && reference.column().isPresent()) {
                    held.remove(reference);
                    return new Step.Loosen(table.name(), reference.column().get());
                }
            }
        }
        throw new IllegalStateException("tables that refer to each other: " + left);
    }

    private static boolean isFree(List<Reference> held, Table table) {
        return held.stream().noneMatch(reference -> reference.to().equals(table.name()));
    }

    private static boolean isThere(List<Table> tables, String name) {
        return tables.stream().anyMatch(table -> table.name().equals(name));
    }
}
