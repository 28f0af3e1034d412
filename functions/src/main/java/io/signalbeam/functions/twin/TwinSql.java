package io.signalbeam.functions.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what twins are made of, for several devices at once, and keeps the queue of those to be written. */
final class TwinSql {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** What JSON numbers can tell apart (RFC 8259 §6): no counter comes near it but in a damaged document. */
    private static final long MOST = 1L << 53;

    private TwinSql() {}

    record Row(
            DeviceId id,
            TenantId tenant,
            String name,
            Map<String, String> labels,
            Twin.Lifecycle lifecycle,
            long generation,
            long revision,
            Twin.Signing signing,
            @Nullable Instant keyRotationAskedAt,
            @Nullable String encryptionKey,
            boolean requireSignedBundles) {}

    record Wanted(
            DeviceId device,
            String bundleId,
            String version,
            String manifestDigest,
            Map<String, String> secrets,
            @Nullable BundleSignature signature) {}

    record Queued(DeviceId device, TenantId tenant) {}

    /** Takes up to so many entries out of the queue, leaving those that another transaction holds. */
    static List<Queued> take(Handle tx, int limit) {
        return tx.createQuery("""
                        delete from outbox where id in
                            (select id from outbox order by id limit :limit for update skip locked)
                        returning device_id, tenant_id
                        """)
                .bind("limit", limit)
                .map((row, context) -> new Queued(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class))))
                .list();
    }

    /** As {@link #take(Handle, int)}, of these devices only. */
    static List<Queued> take(Handle tx, Collection<DeviceId> devices) {
        return tx.createQuery("""
                        delete from outbox where id in
                            (select id from outbox where device_id = any(:ids) order by id for update skip locked)
                        returning device_id, tenant_id
                        """)
                .bindArray("ids", UUID.class, ids(devices))
                .map((row, context) -> new Queued(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class))))
                .list();
    }

    static void put(Handle tx, Queued entry) {
        tx.createUpdate("insert into outbox (tenant_id, device_id) values (:tenant, :device)")
                .bind("tenant", entry.tenant().value())
                .bind("device", entry.device().value())
                .execute();
    }

    /** Whether the device was behind the twin, and is before it now. */
    static boolean overtake(Handle tx, Twin twin) {
        return tx.createUpdate("""
                        update devices
                        set generation = greatest(generation, :generation + 1),
                            revision = greatest(revision, :revision + 1 - commands_revision)
                        where tenant_id = :tenant and id = :device
                          and (generation < :generation or revision + commands_revision < :revision)
                          and greatest(:generation, :revision) < :most
                        """)
                        .bind("tenant", twin.tenantId().value())
                        .bind("device", twin.id().value())
                        .bind("generation", twin.desired().generation())
                        .bind("revision", twin.revision())
                        .bind("most", MOST)
                        .execute()
                > 0;
    }

    static List<Row> devices(Handle tx, Collection<DeviceId> devices) {
        return tx.createQuery("""
                        select d.id, d.tenant_id, d.name, d.labels::text as labels, d.generation,
                            -- Of a tenant that leaves none is let in; once its data goes no twin is made either.
                            case when t.deleted_at is not null and d.lifecycle = 'Active' then 'Disabled'
                                else d.lifecycle end as lifecycle,
                            d.revision + d.commands_revision as revision,
                            d.signing_key, t.require_signed_requests, d.key_rotation_asked_at,
                            d.encryption_key, t.require_signed_bundles
                        from devices d join tenants t on t.id = d.tenant_id
                        where d.id = any(:ids) and t.removal_begun_at is null
                        """)
                .bindArray("ids", UUID.class, ids(devices))
                .map((row, context) -> new Row(
                        new DeviceId(row.getObject("id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        row.getString("name"),
                        texts(row.getString("labels")),
                        Twin.Lifecycle.valueOf(row.getString("lifecycle")),
                        row.getLong("generation"),
                        row.getLong("revision"),
                        new Twin.Signing(row.getString("signing_key"), row.getBoolean("require_signed_requests")),
                        instant(row, "key_rotation_asked_at"),
                        row.getString("encryption_key"),
                        row.getBoolean("require_signed_bundles")))
                .list();
    }

    private record DeviceKeyRow(DeviceId device, Twin.Key key) {}

    static Map<DeviceId, List<Twin.Key>> keys(Handle tx, Collection<DeviceId> devices) {
        return tx
                .createQuery("select device_id, id, hash, not_after from device_keys where device_id = any(:ids)"
                        + " order by device_id, created_at, id")
                .bindArray("ids", UUID.class, ids(devices))
                .map((row, context) -> new DeviceKeyRow(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        new Twin.Key(row.getString("id"), row.getString("hash"), instant(row, "not_after"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        DeviceKeyRow::device, Collectors.mapping(DeviceKeyRow::key, Collectors.toList())));
    }

    static Map<DeviceId, List<Wanted>> desired(Handle tx, Collection<DeviceId> devices) {
        return tx
                .createQuery("""
                        select w.device_id, w.bundle_id, w.version, v.manifest_digest, v.signing_key, v.signature,
                               (select jsonb_object_agg(s.name, s.vault_version)::text
                                from bundle_version_secrets n
                                join secrets s on s.tenant_id = n.tenant_id and s.name = n.secret_name
                                where n.tenant_id = w.tenant_id and n.bundle_id = w.bundle_id
                                  and n.version = w.version and s.deleted_at is null) as secrets
                        from device_desired w
                        join bundle_versions v using (tenant_id, bundle_id, version)
                        where w.device_id = any(:ids)
                        order by w.device_id, w.bundle_id
                        """)
                .bindArray("ids", UUID.class, ids(devices))
                .map((row, context) -> new Wanted(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        row.getString("bundle_id"),
                        row.getString("version"),
                        row.getString("manifest_digest"),
                        texts(row.getString("secrets")),
                        signature(row.getString("signing_key"), row.getString("signature"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Wanted::device));
    }

    private record CommandRow(DeviceId device, DesiredCommand command) {}

    /** What devices have not answered, the oldest first. To be read after the devices, so that it is never older. */
    static Map<DeviceId, List<DesiredCommand>> commands(Handle tx, Collection<DeviceId> devices) {
        return tx
                .createQuery("""
                        select device_id, id, kind, created_at, expires_at, bundle_id, container, lines
                        from device_commands
                        where device_id = any(:ids) and status in ('Pending', 'Delivered', 'Running')
                        order by device_id, created_at, id
                        """)
                .bindArray("ids", UUID.class, ids(devices))
                .map((row, context) -> new CommandRow(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        new DesiredCommand(
                                row.getString("id"),
                                row.getString("kind"),
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getObject("expires_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getString("bundle_id"),
                                row.getString("container"),
                                row.getObject("lines", Integer.class))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        CommandRow::device, Collectors.mapping(CommandRow::command, Collectors.toList())));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Object[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).distinct().toArray();
    }

    private static @Nullable BundleSignature signature(@Nullable String keyId, @Nullable String signature) {
        return keyId == null || signature == null ? null : new BundleSignature(keyId, signature);
    }

    private static Map<String, String> texts(@Nullable String json) {
        try {
            return json == null ? Map.of() : Json.lenient().readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
