package io.signalbeam.functions.secrets;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code secrets}, as far as its rows are logins at registries. */
final class RegistrySql {
    private RegistrySql() {}

    static Paged<RegistryCredentialView> list(Handle tx, TenantId tenant, Page page) {
        var after = page.text(0);
        var rows = tx.createQuery(SecretsSql.SECRET + " AND s.name LIKE :registries"
                        + " AND (:after::text IS NULL OR s.name > :after) ORDER BY s.name LIMIT :limit")
                .bind("tenant", tenant.value())
                .bind("registries", SecretRef.registry("%"))
                .bind("after", after == null ? null : SecretRef.registry(after))
                .bind("limit", page.fetch())
                .map((row, context) -> view(row))
                .list();
        return Paged.of(page, rows, credential -> List.of(credential.host()));
    }

    static Optional<RegistryCredentialView> find(Handle tx, TenantId tenant, String host) {
        return tx.createQuery(SecretsSql.SECRET + " AND s.name = :name")
                .bind("tenant", tenant.value())
                .bind("name", SecretRef.registry(host))
                .map((row, context) -> view(row))
                .findOne();
    }

    static void name(Handle tx, TenantId tenant, String name, String username) {
        tx.createUpdate("UPDATE secrets SET username = :username WHERE tenant_id = :tenant AND name = :name")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("username", username)
                .execute();
    }

    private static RegistryCredentialView view(ResultSet row) throws SQLException {
        return new RegistryCredentialView(
                row.getString("name").substring(SecretRef.registry("").length()),
                row.getString("username"),
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"),
                row.getInt("devices"));
    }
}
