package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Pending;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;

import io.signalbeam.functions.rollouts.Progress.Standing;
import io.signalbeam.functions.rollouts.Progress.Tally;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a running rollout does next: what stops it comes first, then its wave, then the devices that may be asked. */
final class WaveRules {
    private static final EnumSet<RolloutDeviceStatus> FAILURES =
            EnumSet.of(RolloutDeviceStatus.Failed, RolloutDeviceStatus.TimedOut);

    private final RolloutView rollout;
    private final RolloutPlan plan;
    private final Running at;
    private final Progress progress;
    private final Instant now;

    WaveRules(RolloutView rollout, Running at, Progress progress, Instant now) {
        this.rollout = rollout;
        this.plan = rollout.plan();
        this.at = at;
        this.progress = progress;
        this.now = now;
    }

    Decision decide() {
        return tooManyErrors().or(this::failingGate).orElseGet(() -> switch (at.phase()) {
            case Phase.AwaitingApproval ignored -> awaitingApproval();
            case Phase.Updating ignored -> updating();
            case Phase.Soaking(Instant until) -> soaking(until);
        });
    }

    private Optional<Decision> tooManyErrors() {
        var threshold = plan.errorThreshold();
        if (threshold == null) {
            return Optional.empty();
        }
        int failures = progress.failures() - rollout.forgiven().failures();
        int tried = progress.tried() - rollout.forgiven().tried();
        return threshold.reachedBy(failures, tried)
                ? Optional.of(stop(
                        threshold.actionOrUsual(),
                        "%d of %d devices that tried did not succeed (%s), and the bound is %s."
                                .formatted(failures, tried, progress.inWords(FAILURES), threshold)))
                : Optional.empty();
    }

    private Optional<Decision> failingGate() {
        return at.phase() instanceof Phase.Soaking
                ? progress.gates().stream()
                        .filter(GateResult.Fails.class::isInstance)
                        .map(GateResult.Fails.class::cast)
                        .findFirst()
                        .map(gate -> stop(gate.action(), gate.detail()))
                : Optional.empty();
    }

    private Decision stop(OnFailure action, String reason) {
        return new Decision.Become(
                switch (action) {
                    case Pause -> new RolloutState.Paused(reason, at);
                    case RollBack -> new RolloutState.RollingBack(reason);
                });
    }

    private Decision awaitingApproval() {
        return release(at.wave() - 1)
                .orElseGet(() -> new Decision.Wait("%s waits for an approval.".formatted(name(at.wave()))));
    }

    private Decision updating() {
        var standing = standing(at.wave());
        if (standing.hopeless()) {
            return missed(at.wave(), standing);
        }
        if (!standing.through()) {
            return release(at.wave())
                    .orElseGet(() -> new Decision.Wait("%d of %d devices of %s have succeeded, and %d must. %s"
                            .formatted(
                                    standing.good(),
                                    standing.eligible(),
                                    lower(name(at.wave())),
                                    standing.needed(),
                                    waiting(at.wave()))));
        }
        var soak = plan.waves().get(at.wave()).soak();
        return soak.isZero() || standing.eligible() == 0
                ? through()
                : new Decision.Become(new Running(at.wave(), new Phase.Soaking(now.plus(soak))));
    }

    private Decision soaking(Instant until) {
        var standing = standing(at.wave());
        if (standing.hopeless()) {
            return missed(at.wave(), standing);
        }
        if (!standing.through()) {
            // A device that had succeeded gave the version up after all: the soak begins anew when enough run it again.
            return new Decision.Become(new Running(at.wave(), new Phase.Updating()));
        }
        if (now.isBefore(until)) {
            return release(at.wave())
                    .orElseGet(() ->
                            new Decision.Wait("%s soaks until %s.".formatted(name(at.wave()), Json.format(until))));
        }
        // Of a wave that everybody has left nothing is to be known any more.
        return progress.gates().stream()
                .filter(gate -> standing.eligible() > 0)
                .filter(GateResult.NotEnough.class::isInstance)
                .map(GateResult.NotEnough.class::cast)
                .findFirst()
                .<Decision>map(
                        gate -> new Decision.Wait("%s goes on soaking: %s".formatted(name(at.wave()), gate.detail())))
                .orElseGet(this::through);
    }

    /** The wave has come through: the next one, or after the last one the end, as soon as nobody is under way. */
    private Decision through() {
        if (at.wave() < plan.lastWave()) {
            int next = at.wave() + 1;
            return new Decision.Become(new Running(
                    next,
                    plan.waves().get(next).needsApproval() ? new Phase.AwaitingApproval() : new Phase.Updating()));
        }
        if (progress.open() > 0) {
            return release(at.wave())
                    .orElseGet(() -> new Decision.Wait("Enough devices have succeeded. " + waiting(at.wave())));
        }
        return IntStream.rangeClosed(0, plan.lastWave())
                .filter(wave -> !standing(wave).through())
                .boxed()
                .findFirst()
                .map(wave -> missed(wave, standing(wave)))
                .orElseGet(() -> new Decision.Become(new RolloutState.Succeeded()));
    }

    /** Too few can still succeed. Those that are at it come to their end first, unless something else is to be done. */
    private Decision missed(int wave, Standing standing) {
        var reason = progress.total() == standing.eligible() && standing.needed() == standing.eligible()
                ? "%d of %d devices did not succeed: %s."
                        .formatted(standing.bad(), progress.total(), progress.inWords(FAILURES))
                : "%d of %d devices of %s did not succeed, and %d must: %s."
                        .formatted(
                                standing.bad(),
                                standing.eligible(),
                                lower(name(wave)),
                                standing.needed(),
                                progress.inWords(FAILURES));
        var action = plan.onFailure();
        if (action.isPresent()) {
            return stop(action.get(), reason);
        }
        // With waves still to come nobody waits for devices that sleep: they are asked no longer.
        boolean last = at.wave() == plan.lastWave();
        int busy = progress.count(tally -> tally.status() == Updating && (last || tally.seen()));
        return busy > 0
                ? new Decision.Wait(
                        "%s %s still to come to an end.".formatted(reason, Counted.devices(busy, "is", "are")))
                : new Decision.Become(new RolloutState.Failed(reason, at.wave(), false));
    }

    /** Those that may be asked now, as far as there is room. */
    private Optional<Decision> release(int throughWave) {
        var open = openZones();
        boolean capped = plan.maxUnavailable() != null;
        int candidates = progress.count(pendingThrough(throughWave)
                .and(tally -> plan.windows() == null || open.contains(tally.zone()))
                .and(tally -> !capped || tally.online()));
        int room = plan.cap(progress.total()) - progress.count(Updating);
        int devices = Math.min(candidates, room);
        return devices <= 0
                ? Optional.empty()
                : Optional.of(new Decision.Release(devices, throughWave, plan.windows() == null ? null : open, capped));
    }

    private static Predicate<Tally> pendingThrough(int wave) {
        return tally -> tally.status() == Pending && tally.wave() <= wave;
    }

    private List<String> openZones() {
        var windows = plan.windows();
        return windows == null
                ? List.of()
                : zones(tally -> tally.status() == Pending).stream()
                        .filter(zone -> windows.isOpen(zone, now))
                        .sorted()
                        .toList();
    }

    private Set<String> zones(Predicate<Tally> which) {
        return progress.tallies().stream().filter(which).map(Tally::zone).collect(Collectors.toSet());
    }

    private Standing standing(int wave) {
        return progress.standing(wave, plan.waves().get(wave));
    }

    /** Whom it waits for, of this wave and those before it. */
    private String waiting(int throughWave) {
        int busy = progress.count(tally -> tally.status() == Updating && tally.seen());
        int asleep = progress.count(tally -> tally.status() == Updating && !tally.seen());
        var text = "%s updating, and %s not asked for the desired state yet."
                .formatted(Counted.devices(busy, "is", "are"), asleep == 1 ? "1 has" : asleep + " have");
        var windows = plan.windows();
        var pending = pendingThrough(throughWave);
        if (windows != null) {
            var closed = zones(pending).stream()
                    .filter(zone -> !windows.isOpen(zone, now))
                    .collect(Collectors.toSet());
            int outside = progress.count(pending.and(tally -> closed.contains(tally.zone())));
            var opens = windows.opensNext(closed, now);
            text += outside == 0
                    ? ""
                    : " %d are outside their windows%s."
                            .formatted(outside, opens == null ? "" : "; the next opens at " + Json.format(opens));
        }
        int away = plan.maxUnavailable() == null ? 0 : progress.count(pending.and(tally -> !tally.online()));
        return away == 0 ? text : text + " %d are not asked before they are online.".formatted(away);
    }

    private String name(int wave) {
        var own = plan.waves().get(wave).name();
        return own == null ? "Wave " + (wave + 1) : "Wave " + (wave + 1) + " (" + own + ")";
    }

    private static String lower(String name) {
        return "w" + name.substring(1);
    }
}
