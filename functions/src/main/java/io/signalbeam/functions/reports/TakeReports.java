package io.signalbeam.functions.reports;

import io.signalbeam.functions.intake.Accepted;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectory;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.Intake;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.intake.Reason;
import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.functions.reports.CommandsAnswered.Said;
import io.signalbeam.functions.transaction.SqlStates;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Takes reports in. Of a device's reports the one with the highest sequence counts, in whatever order and however often
 * they come; an older one only shows that the device is alive.
 */
public final class TakeReports implements Intake {
    private final Transactions transactions;
    private final DeviceDirectory devices;
    private final ParkEvents parking;
    private final ReportDecoder decoder;
    private final FactsChanged factsChanged;
    private final CommandsAnswered commandsAnswered;
    private final OnlineFor onlineFor;
    private final IngestNumbers numbers;
    private final Onlookers onlookers;
    private final InstantSource clock;

    public TakeReports(
            Transactions transactions,
            DeviceDirectory devices,
            ParkEvents parking,
            ReportDecoder decoder,
            FactsChanged factsChanged,
            CommandsAnswered commandsAnswered,
            OnlineFor onlineFor,
            IngestNumbers numbers,
            Onlookers onlookers,
            InstantSource clock) {
        this.transactions = transactions;
        this.devices = devices;
        this.parking = parking;
        this.decoder = decoder;
        this.factsChanged = factsChanged;
        this.commandsAnswered = commandsAnswered;
        this.onlineFor = onlineFor;
        this.numbers = numbers;
        this.onlookers = onlookers;
        this.clock = clock;
    }

    /** Where that of a batch goes which can never be taken. */
    @FunctionalInterface
    private interface Aside {
        void put(List<Poison> poison, Instant now);
    }

    /** Takes a batch of the hub of reports. */
    public void take(List<Delivery> deliveries) {
        take(deliveries, parking::park);
    }

    @Override
    public List<Poison> offer(List<Delivery> deliveries) {
        var refused = new ArrayList<Poison>();
        take(deliveries, (poison, now) -> refused.addAll(poison));
        return refused;
    }

    private void take(List<Delivery> deliveries, Aside aside) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var known = devices.find(Screening.publishers(deliveries));
        var screened = Screening.screen(deliveries, decoder, known, now);
        aside.put(screened.poison(), now);
        store(screened.accepted(), now, aside);
    }

    /** Takes a report that came over HTTPS, of a device that has shown its key, by the same rules as one from the hub. */
    Outcome<DeviceReport> take(TenantId tenant, DeviceReport report) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var event =
                TelemetryEvent.of(UuidV7.at(now), report.deviceId(), TelemetryEvent.TYPE_STATE, report.at(), report);
        return Outcome.of(decoder.decode(Json.writeBytes(event))).flatMap(good -> {
            try {
                write(List.of(new Received(tenant, report.deviceId(), now, good.data())), now);
                return Outcome.done(report);
            } catch (JdbiException e) {
                if (SqlStates.refusesContent(e)) {
                    return Outcome.invalid("", "format", "It holds a character that cannot be stored.");
                }
                throw e;
            }
        });
    }

    private void store(List<Accepted<DeviceReport>> accepted, Instant now, Aside aside) {
        if (accepted.isEmpty()) {
            return;
        }
        try {
            write(accepted.stream().map(TakeReports::received).toList(), now);
            numbers.taken(accepted);
        } catch (JdbiException e) {
            if (!SqlStates.refusesContent(e)) {
                throw e;
            }
            if (accepted.size() == 1) {
                var one = accepted.getFirst();
                aside.put(
                        List.of(new Poison(one.delivery(), one.tenant(), Reason.UNSTORABLE, SqlStates.message(e))),
                        now);
                return;
            }
            int half = accepted.size() / 2;
            store(accepted.subList(0, half), now, aside);
            store(accepted.subList(half, accepted.size()), now, aside);
        }
    }

    private void write(List<Received> reports, Instant now) {
        transactions.asService(handle -> {
            var known = ReportsSql.lock(handle, reports);
            var digests = new ArrayList<Digest>();
            reports.stream()
                    .collect(Collectors.groupingBy(Received::device, TreeMap::new, Collectors.toList()))
                    .forEach((device, all) -> {
                        var before = known.get(device);
                        if (before != null) {
                            digests.add(Digest.of(all, before));
                        }
                    });
            ReportsSql.state(handle, digests, now, onlineFor.bound(now));
            ReportsSql.instances(handle, digests);
            ReportsSql.history(handle, digests, now);
            facts(handle, digests);
            answers(handle, digests, now);
            reports.stream().map(Received::tenant).distinct().forEach(tenant -> onlookers.tell(tenant, Topic.Devices));
            return digests.size();
        });
    }

    private void facts(Handle handle, List<Digest> digests) {
        var changed = digests.stream().filter(digest -> digest.facts() != null).toList();
        if (changed.isEmpty()) {
            return;
        }
        ReportsSql.facts(handle, changed);
        var byTenant = new TreeMap<TenantId, List<DeviceId>>();
        for (var digest : changed) {
            var last = digest.last();
            if (last != null) {
                byTenant.computeIfAbsent(last.tenant(), tenant -> new ArrayList<>())
                        .add(digest.device());
            }
        }
        byTenant.forEach((tenant, ids) -> factsChanged.of(handle, tenant, ids));
    }

    /** The newest report says all that there is to say of commands. */
    private void answers(Handle handle, List<Digest> digests, Instant now) {
        var said = digests.stream()
                .map(Digest::last)
                .filter(Objects::nonNull)
                .flatMap(last ->
                        last.report().commands().stream().map(answer -> new Said(last.tenant(), last.device(), answer)))
                .toList();
        if (!said.isEmpty()) {
            commandsAnswered.of(handle, said, now);
        }
    }

    private static Received received(Accepted<DeviceReport> accepted) {
        return new Received(
                accepted.tenant(),
                accepted.event().source(),
                accepted.delivery().position().enqueuedAt(),
                accepted.event().data());
    }
}
