package io.signalbeam.functions.enrollment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code enrollment_tokens}. */
final class TokenSql {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private TokenSql() {}

    /** A token and what is kept of its secret. */
    record Stored(TokenView view, String secretHash) {}

    static void insert(Handle tx, TenantId tenant, TokenView token, String secretHash) {
        tx.createUpdate("""
                        insert into enrollment_tokens
                            (id, tenant_id, description, secret_hash, labels, group_ids, max_uses, expires_at, created_by,
                             created_at, replaces)
                        values (:id, :tenant, :description, :hash, cast(:labels as jsonb), :groups, :max, :expires, :by,
                            :at, :replaces)
                        """)
                .bind("id", token.id())
                .bind("tenant", tenant.value())
                .bind("description", token.description())
                .bind("hash", secretHash)
                .bind("labels", Json.write(token.labels()))
                .bindArray(
                        "groups",
                        UUID.class,
                        token.groupIds().stream().map(GroupId::value).toArray())
                .bind("max", token.maxUses())
                .bind("expires", token.expiresAt())
                .bind("by", token.createdBy())
                .bind("at", token.createdAt())
                .bind(
                        "replaces",
                        Optional.ofNullable(token.replaces())
                                .map(DeviceId::value)
                                .orElse(null))
                .execute();
    }

    static Paged<TokenView> list(Handle tx, TenantId tenant, Page page, Instant now) {
        var rows = tx.createQuery("""
                        select *, labels::text as labels_text from enrollment_tokens
                        where tenant_id = :tenant
                          and (:afterAt::timestamptz is null or (created_at, id) < (:afterAt::timestamptz, :afterId::uuid))
                        order by created_at desc, id desc
                        limit :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> view(row, now))
                .list();
        return Paged.of(
                page,
                rows,
                token -> List.of(token.createdAt().toString(), token.id().toString()));
    }

    static Optional<Stored> find(Handle tx, TenantId tenant, UUID id, Instant now) {
        return tx.createQuery("select *, labels::text as labels_text from enrollment_tokens"
                        + " where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> new Stored(view(row, now), row.getString("secret_hash")))
                .findOne();
    }

    /** Counts one use, unless the token lets nobody in any more; one statement, so that no use is counted twice. */
    static boolean use(Handle tx, TenantId tenant, UUID id, Instant now) {
        return tx.createUpdate("update enrollment_tokens set uses = uses + 1 where tenant_id = :tenant and id = :id"
                                + " and revoked_at is null and expires_at > :now"
                                + " and (max_uses is null or uses < max_uses)")
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Those of the groups that there are and whose members are named, not selected. */
    static Set<UUID> staticGroups(Handle tx, TenantId tenant, Collection<GroupId> groups) {
        return tx.createQuery("select id from groups where tenant_id = :tenant and id = any(:ids) and selector is null")
                .bind("tenant", tenant.value())
                .bindArray(
                        "ids", UUID.class, groups.stream().map(GroupId::value).toArray())
                .mapTo(UUID.class)
                .set();
    }

    private static TokenView view(ResultSet row, Instant now) throws SQLException {
        var expires = Objects.requireNonNull(instant(row, "expires_at"));
        var revoked = instant(row, "revoked_at");
        var max = row.getObject("max_uses", Integer.class);
        int uses = row.getInt("uses");
        return new TokenView(
                row.getObject("id", UUID.class),
                row.getString("description"),
                labels(row.getString("labels_text")),
                Arrays.stream((UUID[]) row.getArray("group_ids").getArray())
                        .map(GroupId::new)
                        .toList(),
                max,
                uses,
                expires,
                revoked,
                Objects.requireNonNull(instant(row, "created_at")),
                row.getString("created_by"),
                TokenView.state(revoked, expires, max, uses, now),
                Optional.ofNullable(row.getObject("replaces", UUID.class))
                        .map(DeviceId::new)
                        .orElse(null),
                null);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Map<String, String> labels(String json) {
        try {
            return Json.lenient().readValue(json, LABELS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
