package io.signalbeam.functions.devices;

import io.signalbeam.functions.devices.DeviceFilter.Sort;
import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.DeviceReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads devices as the API shows them. */
public final class DeviceSql {
    private static final String COLUMNS = """
            d.id, d.name, d.labels::text as labels, d.facts::text as facts, d.lifecycle, d.generation, d.revision,
            d.enrolled_at, d.key_rotation_asked_at, s.cloned_at is not null as cloned, s.last_seen_at, coalesce(s.observed_generation, 0) as observed_generation,
            s.metrics::text as metrics, s.metrics_at, s.report::text as report, %s as status,
            (select jsonb_object_agg(w.bundle_id, w.version)::text from device_desired w
             where w.device_id = d.id and w.tenant_id = d.tenant_id) as desired
            """.formatted(DeviceStatus.SQL);

    private static final String FROM =
            "from devices d left join device_state s on s.device_id = d.id and s.tenant_id = d.tenant_id";

    private DeviceSql() {}

    /** One page; the first one with the number of all. */
    public static Paged<DeviceView> list(Handle tx, TenantId tenant, DeviceFilter filter, Page page) {
        var where = where(filter);
        var sort = filter.sort();
        var rows = bind(
                        tx.createQuery("select <columns>, <key> as sort_key <from> where <where> and <after>"
                                + " order by <key> <direction>, d.id <direction> limit :limit"),
                        tenant,
                        filter)
                .define("columns", COLUMNS)
                .define("from", FROM)
                .define("where", where)
                .define("key", sort.sql())
                .define("direction", sort.descending() ? "desc" : "asc")
                .define("after", after(sort, page))
                .bind("afterText", keyText(sort, page))
                .bind("afterTime", keyTime(sort, page))
                .bind("afterId", page.uuid(2))
                .bind("limit", page.fetch())
                .map(new DeviceMapper())
                .list();
        var paged = Paged.of(
                page,
                rows,
                view -> List.of(sort.word(), key(sort, view), view.id().toString()));
        return page.isFirst() ? paged.withTotal(count(tx, tenant, filter)) : paged;
    }

    public static long count(Handle tx, TenantId tenant, DeviceFilter filter) {
        return bind(tx.createQuery("select count(*) <from> where <where>"), tenant, filter)
                .define("from", FROM)
                .define("where", where(filter))
                .mapTo(Long.class)
                .one();
    }

    /** One device with its groups. */
    public static Optional<DeviceView> find(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select <columns> <from> where d.tenant_id = :tenant and d.id = :id")
                .define("columns", COLUMNS)
                .define("from", FROM)
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .map(new DeviceMapper())
                .findOne()
                .map(view -> view.in(groups(tx, tenant, device)));
    }

    public static boolean exists(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select exists (select 1 from devices where tenant_id = :tenant and id = :id)")
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** @param report null before the first */
    record Reported(@Nullable DeviceReport report, @Nullable Instant receivedAt) {}

    /** What a device last said; empty when there is no such device. */
    static Optional<Reported> reported(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select s.report::text as report, s.reported_at <from>"
                        + " where d.tenant_id = :tenant and d.id = :id")
                .define("from", FROM)
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .map((row, context) -> new Reported(
                        DeviceMapper.json(row.getString("report"), DeviceReport.class),
                        DeviceMapper.instant(row, "reported_at")))
                .findOne();
    }

    private static List<DeviceView.GroupRef> groups(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("""
                        select g.id, g.name from group_members m
                        join groups g on g.id = m.group_id and g.tenant_id = m.tenant_id
                        where m.tenant_id = :tenant and m.device_id = :device order by g.name
                        """)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) ->
                        new DeviceView.GroupRef(new GroupId(row.getObject("id", UUID.class)), row.getString("name")))
                .list();
    }

    private static String where(DeviceFilter filter) {
        var where = new StringBuilder("d.tenant_id = :tenant and d.lifecycle = any(:lifecycles)");
        if (filter.search() != null) {
            where.append("""
                     and (d.name ilike :part or d.id::text like :start or exists
                         (select 1 from jsonb_each_text(d.labels) l where l.value ilike :part))""");
        }
        if (!filter.selector().requirements().isEmpty()) {
            where.append(" and ")
                    .append(SelectorSql.of(filter.selector(), "d.attributes").condition());
        }
        if (!filter.statuses().isEmpty()) {
            where.append(" and (").append(DeviceStatus.SQL).append(") = any(:statuses)");
        }
        if (filter.group() != null) {
            where.append(" and exists (select 1 from group_members m where m.device_id = d.id"
                    + " and m.tenant_id = d.tenant_id and m.group_id = :group)");
        }
        if (filter.bundle() != null) {
            where.append(" and exists (select 1 from device_desired b where b.device_id = d.id"
                    + " and b.tenant_id = d.tenant_id and b.bundle_id = :bundle"
                    + " and (cast(:version as text) is null or b.version = :version))");
        }
        return where.toString();
    }

    private static Query bind(Query query, TenantId tenant, DeviceFilter filter) {
        query.bind("tenant", tenant.value())
                .bindArray("lifecycles", String.class, names(filter.lifecycles()))
                .bindArray("statuses", String.class, names(filter.statuses()));
        var search = filter.search();
        if (search != null) {
            var escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            query.bind("part", "%" + escaped + "%").bind("start", escaped + "%");
        }
        var group = filter.group();
        if (group != null) {
            query.bind("group", group.value());
        }
        var bundle = filter.bundle();
        if (bundle != null) {
            var parts = bundle.split("@", 2);
            query.bind("bundle", parts[0]).bind("version", parts.length == 2 ? parts[1] : null);
        }
        return SelectorSql.of(filter.selector(), "d.attributes").bind(query);
    }

    private static Object[] names(List<? extends Enum<?>> words) {
        return words.stream().map(Enum::name).toArray();
    }

    private static String after(Sort sort, Page page) {
        if (page.isFirst()) {
            return "true";
        }
        if (!sort.word().equals(page.text(0))) {
            throw new InvalidCursor();
        }
        return "(" + sort.sql() + ", d.id) " + (sort.descending() ? "<" : ">")
                + (sort.time() ? " (:afterTime, :afterId)" : " (:afterText, :afterId)");
    }

    private static @Nullable String keyText(Sort sort, Page page) {
        return sort.time() ? null : page.text(1);
    }

    private static @Nullable Instant keyTime(Sort sort, Page page) {
        return sort.time() ? page.instant(1) : null;
    }

    private static String key(Sort sort, DeviceView view) {
        return switch (sort) {
            case NAME, NAME_DOWN -> view.name();
            case LAST_SEEN, LAST_SEEN_DOWN ->
                String.valueOf(view.lastSeenAt() == null ? Instant.EPOCH : view.lastSeenAt());
            case ENROLLED, ENROLLED_DOWN -> view.enrolledAt().toString();
        };
    }
}
