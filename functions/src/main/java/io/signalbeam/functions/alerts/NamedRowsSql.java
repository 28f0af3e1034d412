package io.signalbeam.functions.alerts;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What tables of a tenant's named things have in common.
 *
 * @param table one of our own words, never from outside
 * @param name of a thing, by which lists are ordered
 */
record NamedRowsSql<T>(String table, RowMapper<T> mapper, Function<T, String> name) {

    Paged<T> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery("select * from " + table + " where tenant_id = :tenant"
                        + " and (:after::text is null or name > :after) order by name limit :limit")
                .bind("tenant", tenant.value())
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map(mapper)
                .list();
        return Paged.of(page, rows, row -> List.of(name.apply(row)));
    }

    Optional<T> find(Handle tx, TenantId tenant, UUID id) {
        return one(tx, tenant, id, "");
    }

    /** As {@link #find}, and nobody else changes it until the transaction ends. */
    Optional<T> lock(Handle tx, TenantId tenant, UUID id) {
        return one(tx, tenant, id, " for update");
    }

    private Optional<T> one(Handle tx, TenantId tenant, UUID id, String locking) {
        return tx.createQuery("select * from " + table + " where tenant_id = :tenant and id = :id" + locking)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map(mapper)
                .findOne();
    }

    int count(Handle tx, TenantId tenant) {
        return tx.createQuery("select count(*) from " + table + " where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .one();
    }

    /** @param except the thing that may have the name; any other id where none may */
    boolean nameTaken(Handle tx, TenantId tenant, String wanted, UUID except) {
        return tx.createQuery(
                        "select 1 from " + table + " where tenant_id = :tenant and name = :name and id <> :except")
                .bind("tenant", tenant.value())
                .bind("name", wanted)
                .bind("except", except)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Whether it was there. */
    boolean delete(Handle tx, TenantId tenant, UUID id) {
        return tx.createUpdate("delete from " + table + " where tenant_id = :tenant and id = :id")
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
