package io.signalbeam.functions.commands;

import io.signalbeam.functions.access.AuthenticatedDevice;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Gives commands to devices, takes them back, shows them, and keeps the output that a device brings. */
final class Commands {
    /** That a device has not answered. */
    private static final int MOST_OPEN = 20;

    private final Transactions transactions;
    private final CommandOutputs outputs;
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;
    private final InstantSource clock;

    Commands(
            Transactions transactions,
            CommandOutputs outputs,
            ProjectTwins projectTwins,
            AuditTrail audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.outputs = outputs;
        this.projectTwins = projectTwins;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome<CommandView> issue(Person person, TenantId tenant, DeviceId device, NewCommand wish) {
        if (wish.kind() == CommandKind.Reboot && !person.has(Role.Admin)) {
            return Outcome.refused(new Refusal.Forbidden(ErrorCode.ROLE_REQUIRED, "To reboot a host takes an Admin."));
        }
        return Outcome.unless(
                wish.problem(),
                () -> transactions.inTenant(tenant, tx -> {
                    var lifecycle = CommandSql.lockDevice(tx, tenant, device).orElse(null);
                    if (lifecycle == null) {
                        return Outcome.notFound("device", device);
                    }
                    if (lifecycle != Lifecycle.Active) {
                        return Outcome.conflict(
                                ErrorCode.CONFLICT, "The device is " + lifecycle + " and takes no commands.");
                    }
                    if (CommandSql.open(tx, tenant, device) >= MOST_OPEN) {
                        return Outcome.conflict(
                                ErrorCode.CONFLICT,
                                "The device has " + MOST_OPEN + " commands that it has not answered.");
                    }
                    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    var command = CommandSql.add(tx, tenant, device, UuidV7.at(now), wish, person.actor(), now);
                    var details = new HashMap<String, Object>();
                    details.put("kind", wish.kind());
                    details.put("deviceId", device);
                    if (wish.container() != null) {
                        details.put("container", wish.bundleId() + "/" + wish.container());
                    }
                    audit.record(
                            tx, person, "command.issue", "command", command.id().toString(), details);
                    tell(tx, device);
                    return Outcome.done(command);
                }));
    }

    Outcome<Paged<CommandView>> list(TenantId tenant, DeviceId device, Page page) {
        return transactions.reading(
                tenant,
                tx -> CommandSql.deviceExists(tx, tenant, device)
                        ? Outcome.done(CommandSql.list(tx, tenant, device, page))
                        : Outcome.notFound("device", device));
    }

    Outcome<CommandView> one(TenantId tenant, DeviceId device, UUID id) {
        return transactions
                .reading(tenant, tx -> CommandSql.find(tx, tenant, device, id))
                .<Outcome<CommandView>>map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("command", id));
    }

    /** Only what the device has not begun, as far as is known here. */
    Outcome<CommandView> cancel(Person person, TenantId tenant, DeviceId device, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            var before = CommandSql.lock(tx, tenant, device, id).orElse(null);
            if (before == null) {
                return Outcome.notFound("command", id);
            }
            if (before == CommandStatus.Running || before.isAnswer() || before == CommandStatus.Expired) {
                return Outcome.conflict(ErrorCode.CONFLICT, "It is " + before + " already.");
            }
            if (before != CommandStatus.Cancelled) {
                CommandSql.cancel(tx, tenant, id, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                audit.record(tx, person, "command.cancel", "command", id.toString(), Map.of("deviceId", device));
                tell(tx, device);
            }
            return Outcome.done(CommandSql.find(tx, tenant, device, id).orElseThrow());
        });
    }

    /** The text that a command gave. */
    Outcome<String> output(TenantId tenant, DeviceId device, UUID id) {
        return one(tenant, device, id)
                .flatMap(command -> command.outputBytes() == null
                        ? Outcome.notFound("output", id)
                        : Outcome.done(new String(
                                outputs.read(new CommandOutputs.Place(tenant, device, id)), StandardCharsets.UTF_8)));
    }

    /** Of a command that this device has not answered; once more writes over it. */
    Outcome<UUID> keepOutput(AuthenticatedDevice caller, UUID id, String text) {
        var tenant = caller.tenantId();
        var device = caller.deviceId();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > CommandOutputs.MAX_BYTES) {
            return Outcome.refused(
                    new Refusal.TooLarge("An output has at most " + CommandOutputs.MAX_BYTES + " bytes."));
        }
        return transactions.inTenant(tenant, tx -> {
            var status = CommandSql.lock(tx, tenant, device, id).orElse(null);
            if (status == null) {
                return Outcome.notFound("command", id);
            }
            if (status.isAnswer()) {
                return Outcome.conflict(ErrorCode.CONFLICT, "It was answered without this output.");
            }
            outputs.keep(new CommandOutputs.Place(tenant, device, id), bytes);
            CommandSql.hasOutput(tx, tenant, id, bytes.length);
            return Outcome.done(id);
        });
    }

    private void tell(Handle tx, DeviceId device) {
        CommandSql.tell(tx, List.of(device));
        projectTwins.afterCommit(List.of(device));
    }
}
