package io.signalbeam.agent.identity;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.trust.Trust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the machine a device, once, and remembers it. */
public final class Enrollment {
    private final Stored<DeviceIdentity> identity;
    private final Stored<PendingEnrollment> pending;
    private final Stored<Trust> trust;

    /** Where an enrolment is asked for. */
    @FunctionalInterface
    public interface Registry {
        EnrollResponse enroll(EnrollRequest request) throws InterruptedException;
    }

    /** What the device wishes to be called, and the labels it brings. */
    public record Wish(@Nullable String name, Map<String, String> labels) {
        public Wish {
            labels = Map.copyOf(labels);
        }
    }

    public Enrollment(Path stateDir) {
        this.identity = new Stored<>(stateDir.resolve("identity.json"), DeviceIdentity.class);
        this.pending = new Stored<>(stateDir.resolve("enrollment.json"), PendingEnrollment.class);
        this.trust = TrustKeeper.file(stateDir);
    }

    /** The keys of this identity, which change while the agent runs. */
    public KeyRing keys(DeviceIdentity device) {
        return new KeyRing(identity::save, device);
    }

    public Optional<DeviceIdentity> identity() {
        return identity.load();
    }

    /**
     * Enrols, or repeats an enrolment that was cut short. A present identity is replaced, and its id remembered.
     *
     * @throws io.signalbeam.agent.fault.TransientFailure when the server is away; the next call goes on
     * @throws io.signalbeam.agent.fault.PermanentFailure when the token is refused
     */
    public DeviceIdentity enroll(Registry registry, String server, String token, Wish wish, AgentFacts facts)
            throws InterruptedException {
        var attempt = pending.load().filter(before -> before.isFor(token)).orElseGet(() -> {
            var begun = PendingEnrollment.begin(token);
            pending.save(begun);
            return begun;
        });
        var answer = registry.enroll(new EnrollRequest(
                token,
                attempt.requestId(),
                wish.name(),
                wish.labels(),
                facts,
                attempt.keys().signing().publicKey(),
                attempt.keys().encryption().publicKey()));
        // Before the identity: a device must never be there without knowing whom it believes.
        trust.save(answer.signing() == null ? Trust.NONE : Trust.of(answer.signing()));
        var enrolled = new DeviceIdentity(
                DeviceIdentity.SCHEMA,
                server,
                answer.deviceId(),
                answer.tenantId(),
                answer.name(),
                answer.deviceKey(),
                attempt.keys(),
                former(answer.deviceId()),
                answer.serverTime(),
                null,
                null);
        identity.save(enrolled);
        pending.delete();
        return enrolled;
    }

    private List<DeviceId> former(DeviceId now) {
        var former = new ArrayList<DeviceId>();
        identity.load().ifPresent(before -> {
            former.addAll(before.former());
            former.add(before.deviceId());
        });
        former.removeIf(now::equals);
        return former.stream().distinct().toList();
    }
}
