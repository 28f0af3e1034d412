package io.signalbeam.functions.commands;

import io.signalbeam.functions.reports.CommandsAnswered.Said;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.CommandAnswer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code device_commands}, as devices and time change it. */
final class AnswerSql {
    private AnswerSql() {}

    record Known(
            DeviceId device,
            CommandStatus status,
            @Nullable Integer progress,
            @Nullable String message) {

        boolean says(CommandAnswer answer) {
            return status == answer.status()
                    && Objects.equals(progress, answer.progress())
                    && Objects.equals(message, answer.message());
        }
    }

    record Ended(TenantId tenant, DeviceId device, UUID id) {}

    /** Those of them that there are, by id; nothing else changes them until the transaction ends. */
    static Map<String, Known> lock(Handle tx, List<Said> said) {
        var known = new HashMap<String, Known>();
        tx.createQuery("""
                        select id, device_id, status, progress, message from device_commands
                        where id = any(:ids) and tenant_id = any(:tenants) order by id for update""")
                .bindArray(
                        "ids",
                        UUID.class,
                        said.stream()
                                .map(one -> UUID.fromString(one.answer().id()))
                                .toArray())
                .bindArray(
                        "tenants",
                        UUID.class,
                        said.stream()
                                .map(one -> one.tenant().value())
                                .distinct()
                                .toArray())
                .map((row, context) -> known.put(
                        row.getString("id"),
                        new Known(
                                new DeviceId(row.getObject("device_id", UUID.class)),
                                CommandStatus.valueOf(row.getString("status")),
                                row.getObject("progress", Integer.class),
                                row.getString("message"))))
                .list();
        return known;
    }

    static void put(Handle tx, Said said, Instant now) {
        var answer = said.answer();
        tx.createUpdate("""
                        update device_commands set status = :status, progress = :progress, message = :message,
                            delivered_at = coalesce(delivered_at, :now),
                            started_at = case when :begun then coalesce(started_at, :now) else started_at end,
                            finished_at = case when :over then :now::timestamptz end
                        where tenant_id = :tenant and device_id = :device and id = :id""")
                .bind("tenant", said.tenant().value())
                .bind("device", said.device().value())
                .bind("id", UUID.fromString(answer.id()))
                .bind("status", answer.status().name())
                .bind("progress", answer.progress())
                .bind("message", answer.message())
                .bind(
                        "begun",
                        answer.status() == CommandStatus.Running
                                || answer.status().isAnswer())
                .bind("over", answer.status().isOver())
                .bind("now", now)
                .execute();
    }

    /**
     * Those whose time is over, which are Expired from now on.
     *
     * @param answerBy those that a device knows of must have expired by then: it may have begun in time
     */
    static List<Ended> expire(Handle tx, Instant now, Instant answerBy, int atMost) {
        return tx.createQuery("""
                        update device_commands set status = 'Expired', finished_at = :now,
                            message = case when status = 'Pending' then 'The device did not ask in time.'
                                else 'The device did not answer in time.' end
                        where id in (
                            select id from device_commands
                            where (status = 'Pending' and expires_at < :now)
                               or (status in ('Delivered', 'Running') and expires_at < :answerBy)
                            order by id limit :most for update skip locked)
                        returning tenant_id, device_id, id""")
                .bind("now", now)
                .bind("answerBy", answerBy)
                .bind("most", atMost)
                .map((row, context) -> ended(
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("device_id", UUID.class),
                        row.getObject("id", UUID.class)))
                .list();
    }

    /** Takes out what was given before then and is over. */
    static List<Ended> forget(Handle tx, Instant before, int atMost) {
        return tx.createQuery("""
                        delete from device_commands where id in (
                            select id from device_commands where created_at < :before
                              and status not in ('Pending', 'Delivered', 'Running')
                            order by created_at limit :most for update skip locked)
                        returning tenant_id, device_id, id""")
                .bind("before", before)
                .bind("most", atMost)
                .map((row, context) -> ended(
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("device_id", UUID.class),
                        row.getObject("id", UUID.class)))
                .list();
    }

    private static Ended ended(UUID tenant, UUID device, UUID id) {
        return new Ended(new TenantId(tenant), new DeviceId(device), id);
    }
}
