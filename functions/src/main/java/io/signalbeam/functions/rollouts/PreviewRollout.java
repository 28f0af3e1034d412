package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.rollouts.PreviewSql.Kind;
import io.signalbeam.functions.rollouts.PreviewSql.Tally;
import io.signalbeam.functions.rollouts.RolloutPreview.Comes;
import io.signalbeam.functions.rollouts.RolloutPreview.Conflict;
import io.signalbeam.functions.rollouts.RolloutPreview.Refused;
import io.signalbeam.functions.rollouts.RolloutPreview.Some;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Says what a rollout would do, and does none of it. Registries are asked between two transactions, so that a slow one
 * holds up neither locks nor connections.
 */
final class PreviewRollout {
    /** Of older manifests that are compared; those that the most devices run. */
    private static final int MOST_VERSIONS = 20;

    private final Transactions transactions;
    private final Manifests manifests;
    private final ImageRegistry registry;
    private final InstantSource clock;

    PreviewRollout(Transactions transactions, Manifests manifests, ImageRegistry registry, InstantSource clock) {
        this.transactions = transactions;
        this.manifests = manifests;
        this.registry = registry;
        this.clock = clock;
    }

    /** @param rollout as it would be, under an id that nobody gets to see */
    private record Counted(
            RolloutRow rollout,
            List<Tally> tallies,
            Map<String, String> digests,
            List<Conflict> conflicts,
            Optional<Refusal> quarantined) {}

    Outcome<RolloutPreview> preview(Person person, TenantId tenant, NewRollout wish) {
        var reach = person.reach();
        return Outcome.unless(
                wish.problems()
                        .refusal()
                        .or(() -> reach.refuseBundle(wish.bundleId()))
                        .or(() -> reach.refuseGroup(wish.target().groupId())),
                () -> transactions
                        .inTenant(tenant, tx -> count(tx, tenant, wish))
                        .map(counted -> preview(tenant, wish, counted)));
    }

    private static Outcome<Counted> count(Handle tx, TenantId tenant, NewRollout wish) {
        boolean version =
                PreviewSql.digest(tx, tenant, wish.bundleId(), wish.version()).isPresent();
        var missing = CreateRollout.missing(tx, tenant, wish, version).refusal();
        if (missing.isPresent()) {
            return Outcome.refused(missing.get());
        }
        BulkSql.expect(tx, Integer.MAX_VALUE);
        var group = wish.target().groupId();
        var rollout = new RolloutRow(
                new RolloutId(new UUID(0, 0)),
                tenant,
                wish.bundleId(),
                wish.version(),
                group,
                wish.startAt(),
                new RolloutView(
                        new RolloutState.Draft(),
                        wish.plan(CreateSql.zone(tx, tenant, group)),
                        Duration.ofSeconds(wish.deadlineOrUsual()),
                        RolloutView.Forgiven.NOTHING));
        var tallies = PreviewSql.tallies(tx, rollout, wish.target());
        var versions =
                Stream.concat(Stream.of(wish.version()), frequent(tallies)).toList();
        return Outcome.done(new Counted(
                rollout,
                tallies,
                PreviewSql.digests(tx, tenant, wish.bundleId(), versions),
                PreviewSql.anyOther(tx, rollout)
                        ? PreviewSql.conflicts(tx, rollout, wish.target(), wish.priorityOrUsual())
                        : List.of(),
                Quarantines.refusal(tx, tenant, wish.bundleId(), wish.version())));
    }

    private static Stream<String> frequent(List<Tally> tallies) {
        var devices = new HashMap<String, Integer>();
        for (var tally : tallies) {
            if (tally.from() != null) {
                devices.merge(tally.from(), tally.devices(), Integer::sum);
            }
        }
        return devices.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_VERSIONS)
                .map(Map.Entry::getKey);
    }

    private RolloutPreview preview(TenantId tenant, NewRollout wish, Counted counted) {
        var known = new HashMap<String, BundleManifest>();
        counted.digests().forEach((version, digest) -> {
            var manifest = manifest(tenant, digest, version.equals(wish.version()));
            if (manifest != null) {
                known.put(version, manifest);
            }
        });
        var images = known.values().stream().flatMap(Outlook::imagesOf).collect(Collectors.toSet());
        var architectures = counted.tallies().stream()
                .map(Tally::arch)
                .filter(arch -> !arch.isEmpty())
                .collect(Collectors.toSet());
        var outlook = new Outlook(
                Objects.requireNonNull(known.get(wish.version())),
                known,
                counted.rollout().view().plan(),
                counted.tallies(),
                registry.describe(images, architectures),
                begins(wish.startAt(), clock.instant()));
        return preview(wish, counted, outlook, samples(tenant, wish, counted, outlook));
    }

    private Map<Kind, Some> samples(TenantId tenant, NewRollout wish, Counted counted, Outlook outlook) {
        return transactions.inTenant(tenant, tx -> {
            BulkSql.expect(tx, Integer.MAX_VALUE);
            return PreviewSql.samples(
                    tx,
                    counted.rollout(),
                    wish.target(),
                    outlook.closedZones(),
                    outlook.wrongArchitectures(),
                    outlook.needs());
        });
    }

    private static RolloutPreview preview(NewRollout wish, Counted counted, Outlook outlook, Map<Kind, Some> samples) {
        return new RolloutPreview(
                refusal(wish, counted, outlook),
                outlook.devices(tally -> true),
                outlook.devices(outlook::unchanged),
                samples.getOrDefault(Kind.Offline, Some.NONE),
                wish.windows() == null ? null : samples.getOrDefault(Kind.OutsideWindow, Some.NONE),
                samples.getOrDefault(Kind.TooFull, Some.NONE),
                samples.getOrDefault(Kind.WrongArchitecture, Some.NONE),
                outlook.runsNow(),
                outlook.waves(),
                outlook.containers(),
                outlook.imageViews(),
                outlook.pull(),
                counted.conflicts());
    }

    /** In the order in which making it would find out; a draft is refused for its target alone. */
    private static @Nullable Refused refusal(NewRollout wish, Counted counted, Outlook outlook) {
        if (outlook.devices(tally -> true) == 0) {
            return new Refused(ErrorCode.ROLLOUT_TARGET_EMPTY.code(), "No device is in the target.");
        }
        if (wish.isDraft()) {
            return null;
        }
        if (counted.quarantined().orElse(null) instanceof Refusal.Conflict(var code, var detail)) {
            return new Refused(code.code(), detail);
        }
        return counted.conflicts().stream()
                .filter(conflict -> conflict.comes() == Comes.Refused)
                .findFirst()
                .map(conflict -> new Refused(
                        ErrorCode.ROLLOUT_CONFLICT.code(),
                        CreateRollout.conflicts(conflict.rolloutId(), conflict.name())))
                .orElse(null);
    }

    private static Instant begins(@Nullable Instant startAt, Instant now) {
        return startAt == null || startAt.isBefore(now) ? now : startAt;
    }

    /** Nothing can be said without the manifest of the version itself; an older one that is damaged is left out. */
    private @Nullable BundleManifest manifest(TenantId tenant, String digest, boolean needed) {
        try {
            return manifests.read(tenant, digest);
        } catch (PermanentFailure e) {
            if (needed) {
                throw e;
            }
            return null;
        }
    }
}
