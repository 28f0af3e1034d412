package io.signalbeam.functions.isolation;

import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Makes a row for any table out of the catalogue alone, so that tables of later migrations are tried too: what must be
 * there gets a value of its type, a foreign key the row of the same tenant that it leads to, a list of words its first.
 */
final class SampleRows {
    private static final Pattern WORD = Pattern.compile("'((?:[^']|'')*)'::text");

    /** A roll-up of nothing has no rows to show. */
    private static final Map<String, String> ONE_METRIC = Map.of(
            "metric_ids", "'{1}'",
            "samples", "'{1}'",
            "mins", "'{1}'",
            "maxs", "'{1}'",
            "sums", "'{1}'",
            "lasts", "'{1}'",
            "last_ats", "'{0}'");

    /** What a constraint over several columns asks for, which no catalogue tells: columns and SQL of their values. */
    private static final Map<String, Map<String, String>> ALSO = Map.of(
            "rollouts", Map.of("selector", "'a'"),
            "assignments", Map.of("kind", "'Device'", "device_id", "gen_random_uuid()"),
            "device_metrics_5m", ONE_METRIC,
            "device_metrics_1h", ONE_METRIC,
            "device_metrics_1d", ONE_METRIC,
            "tenant_people", Map.of("subject", "'ann'"),
            "deploy_trusts", Map.of("ref", "'refs/heads/main'"));

    private final Handle owner;

    SampleRows(Handle owner) {
        this.owner = owner;
    }

    private record Column(String name, String type, boolean needed, Optional<String> check) {}

    private record Reference(String table, Map<String, String> columns) {}

    /** A table's columns with the SQL of a value each. */
    private Map<String, String> values(String table, TenantId tenant) {
        var values = new LinkedHashMap<String, String>();
        var references = references(table);
        for (var column : columns(table)) {
            if (column.name().equals("tenant_id")) {
                values.put("tenant_id", ":tenant");
            } else if (column.needed()) {
                values.put(column.name(), value(table, column, references, tenant));
            }
        }
        values.putAll(ALSO.getOrDefault(table, Map.of()));
        values.replaceAll((name, sql) -> sql.replace(":tenant", "'" + tenant + "'::uuid"));
        return values;
    }

    /** The statement that adds such a row, with nothing left to look up. */
    String literalInsert(String relation, String table, TenantId tenant) {
        var values = values(table, tenant);
        values.replaceAll((column, sql) -> sql.startsWith("(select ")
                ? "'"
                        + owner.createQuery("select " + sql + "::text")
                                .mapTo(String.class)
                                .one() + "'"
                : sql);
        return insert(relation, values);
    }

    private static String insert(String relation, Map<String, String> values) {
        return "insert into " + relation + " (" + String.join(", ", values.keySet()) + ") values ("
                + String.join(", ", values.values()) + ")";
    }

    /** Adds a row of the tenant to every one of these tables, in whatever order their references allow. */
    void fill(List<String> tables, TenantId tenant) {
        var left = new ArrayList<>(tables);
        while (!left.isEmpty()) {
            var next = left.stream()
                    .filter(table -> followed(table).stream()
                            .noneMatch(reference -> left.contains(reference.table())
                                    && !reference.table().equals(table)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("tables that refer to each other: " + left));
            left.remove(next);
            add(next, tenant);
        }
    }

    /** References that a row cannot be without, or is given: the others stay empty, and may well go in circles. */
    private List<Reference> followed(String table) {
        var filled = columns(table).stream()
                .filter(Column::needed)
                .map(Column::name)
                .collect(Collectors.toCollection(HashSet::new));
        filled.addAll(ALSO.getOrDefault(table, Map.of()).keySet());
        return references(table).stream()
                .filter(reference -> filled.containsAll(reference.columns().keySet()))
                .toList();
    }

    private void add(String table, TenantId tenant) {
        var statement = insert(table, values(table, tenant));
        try {
            owner.execute(statement);
        } catch (JdbiException e) {
            throw new AssertionError(
                    "No row can be made for " + table + " out of the catalogue: say in "
                            + SampleRows.class.getSimpleName() + ".ALSO what its constraints ask for.\n" + statement,
                    e);
        }
    }

    private String value(String table, Column column, List<Reference> references, TenantId tenant) {
        for (var reference : references) {
            var other = reference.columns().get(column.name());
            if (other != null) {
                var own = hasTenant(reference.table()) ? "tenant_id" : "id";
                return "(select " + other + " from " + reference.table() + " where " + own + " = '" + tenant
                        + "' limit 1)";
            }
        }
        var word = column.check().flatMap(SampleRows::word);
        if (word.isPresent()) {
            return "'" + word.get() + "'";
        }
        return switch (column.type()) {
            case "uuid" -> "'" + UUID.randomUUID() + "'";
            case "text" -> "'x" + UUID.randomUUID() + "'";
            case "smallint", "integer", "bigint", "double precision", "numeric" -> "1";
            case "boolean" -> "false";
            case "timestamp with time zone" -> "now()";
            case "date" -> "current_date";
            case "interval" -> "interval '1 hour'";
            case "jsonb" -> "'{}'";
            case "bytea" -> "'\\x00'";
            default -> {
                if (column.type().endsWith("[]")) {
                    yield "'{}'";
                }
                throw new AssertionError("no value of type " + column.type() + " for " + table + "." + column.name());
            }
        };
    }

    private static Optional<String> word(String check) {
        var matcher = WORD.matcher(check);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private boolean hasTenant(String table) {
        return columns(table).stream().anyMatch(column -> column.name().equals("tenant_id"));
    }

    private List<Column> columns(String table) {
        return owner.createQuery("""
                        select a.attname, format_type(a.atttypid, a.atttypmod),
                               a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '',
                               (select pg_get_constraintdef(k.oid) from pg_constraint k
                                where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum] limit 1)
                        from pg_attribute a
                        where a.attrelid = :table::regclass and a.attnum > 0 and not a.attisdropped
                        order by a.attnum
                        """)
                .bind("table", table)
                .map((row, context) -> new Column(
                        row.getString(1), row.getString(2), row.getBoolean(3), Optional.ofNullable(row.getString(4))))
                .list();
    }

    private List<Reference> references(String table) {
        return owner
                .createQuery("""
                        select k.oid::text, k.confrelid::regclass::text, a.attname, b.attname
                        from pg_constraint k
                        cross join unnest(k.conkey, k.confkey) as pair (own, other)
                        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
                        join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other
                        where k.contype = 'f' and k.conrelid = :table::regclass
                        order by 1
                        """)
                .bind("table", table)
                .map((row, context) -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(List::getFirst, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(pairs -> new Reference(
                        pairs.getFirst().get(1),
                        pairs.stream()
                                .filter(pair -> !pair.get(2).equals("tenant_id"))
                                .collect(Collectors.toMap(pair -> pair.get(2), pair -> pair.get(3)))))
                .toList();
    }
}
