package io.signalbeam.functions.exports;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.exports.ExportStore.Place;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Asks for exports and shows them: to a tenant's own admins while they are let in, and to platform administrators of a tenant
 * that leaves, until its removal begins.
 */
final class Exports {
    private static final String KIND = "export";

    private final Transactions transactions;
    private final Links links;
    private final AuditTrail audit;
    private final InstantSource clock;

    Exports(Transactions transactions, Links links, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.links = links;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome<TenantExport> begin(Person person, TenantId tenant) {
        return transactions.inTenant(tenant, tx -> begin(tx, person, tenant));
    }

    Outcome<TenantExport> beginLeaving(Person person, TenantId tenant) {
        return transactions.asService(tx -> ifLeaving(tx, tenant, () -> begin(tx, person, tenant)));
    }

    Paged<TenantExport> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> ExportSql.list(tx, tenant, page));
    }

    Outcome<Paged<TenantExport>> listOf(TenantId tenant, Page page) {
        return transactions.asService(tx -> ifThere(tx, tenant, () -> Outcome.done(ExportSql.list(tx, tenant, page))));
    }

    Outcome<TenantExport> one(TenantId tenant, UUID export) {
        return transactions.inTenant(tenant, tx -> one(tx, tenant, export));
    }

    Outcome<TenantExport> oneOf(TenantId tenant, UUID export) {
        return transactions.asService(tx -> ifThere(tx, tenant, () -> one(tx, tenant, export)));
    }

    Outcome<Paged<LinkedFile>> files(Person person, TenantId tenant, UUID export, Page page) {
        return transactions.inTenant(tenant, tx -> files(tx, person, new Place(tenant, export), page));
    }

    Outcome<Paged<LinkedFile>> filesOfLeaving(Person person, TenantId tenant, UUID export, Page page) {
        return transactions.asService(tx ->
                ifLeaving(tx, tenant, () -> files(tx, person, new Place(tenant, export), page)));
    }

    private Outcome<TenantExport> begin(Handle tx, Person person, TenantId tenant) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var id = UuidV7.at(now);
        if (!ExportSql.insert(tx, tenant, id, person.actor(), now)) {
            return Outcome.conflict(
                    ErrorCode.EXPORT_UNDER_WAY,
                    ExportSql.underWay(tx, tenant)
                            .map(other -> "Export " + other + " is under way.")
                            .orElse("Another one has just ended; try again."));
        }
        ExportSql.expire(tx, tenant, now);
        audit.record(tx, tenant, person.actor(), "export.create", KIND, id.toString(), Map.of());
        return one(tx, tenant, id);
    }

    private static Outcome<TenantExport> one(Handle tx, TenantId tenant, UUID export) {
        return ExportSql.find(tx, tenant, export)
                .<Outcome<TenantExport>>map(Outcome::done)
                .orElseGet(() -> Outcome.notFound(KIND, export));
    }

    /** Whoever has a link needs nothing else, so it is on record who got them. */
    private Outcome<Paged<LinkedFile>> files(Handle tx, Person person, Place place, Page page) {
        return one(tx, place.tenant(), place.export()).flatMap(export -> {
            var expiresAt = export.expiresAt();
            if (export.status() != ExportStatus.Completed || expiresAt == null || !expiresAt.isAfter(clock.instant())) {
                return Outcome.conflict(ErrorCode.EXPORT_WITHOUT_FILES, "It is " + export.status() + ".");
            }
            var files = Paged.of(
                    page, ExportSql.files(tx, place.tenant(), place.export(), page), file -> List.of(file.name()));
            audit.record(
                    tx,
                    place.tenant(),
                    person.actor(),
                    "export.read",
                    KIND,
                    place.export().toString(),
                    Map.of("files", files.items().size(), "from", first(files.items())));
            return Outcome.done(new Paged<>(links.to(place, files.items()), files.nextCursor(), null));
        });
    }

    private static String first(List<TakenFile> files) {
        return files.isEmpty() ? "" : files.getFirst().name();
    }

    private static <T> Outcome<T> ifThere(Handle tx, TenantId tenant, Supplier<Outcome<T>> work) {
        return ExportSql.standing(tx, tenant).isPresent() ? work.get() : Outcome.notFound("tenant", tenant);
    }

    private static <T> Outcome<T> ifLeaving(Handle tx, TenantId tenant, Supplier<Outcome<T>> work) {
        return ifThere(tx, tenant, () -> switch (ExportSql.standing(tx, tenant).orElseThrow()) {
            case LEAVING -> work.get();
            case ACTIVE ->
                Outcome.conflict(ErrorCode.CONFLICT, "Its own admins are let in, and take along what is theirs.");
            case OVER -> Outcome.conflict(ErrorCode.CONFLICT, "Its removal has begun.");
        });
    }
}
