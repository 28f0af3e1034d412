package io.signalbeam.agent.secrets;

import io.signalbeam.agent.runtime.RegistryLogins;
import io.signalbeam.shared.credential.RegistryLogin;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Logins that the cloud gives for this device's bundles, fetched when something is pulled and kept as secrets are. */
public final class SealedLogins implements RegistryLogins {
    private final Supplier<Optional<DesiredState>> desired;
    private final SecretSafe safe;

    public SealedLogins(Supplier<Optional<DesiredState>> desired, SecretSafe safe) {
        this.desired = desired;
        this.safe = safe;
    }

    @Override
    public Optional<RegistryLogin> at(String domain) throws InterruptedException {
        var name = SecretRef.registry(domain.toLowerCase(Locale.ROOT));
        var state = desired.get().orElse(null);
        var login = state == null
                ? Optional.<SecretRef>empty()
                : state.bundles().stream()
                        .flatMap(bundle -> bundle.secret(name).stream())
                        .findFirst();
        if (state == null || login.isEmpty()) {
            return Optional.empty();
        }
        if (!safe.held().contains(login.get())) {
            safe.fetch(state.generation(), List.of(login.get()));
        }
        return safe.value(login.get()).map(RegistryLogin::parse);
    }
}
