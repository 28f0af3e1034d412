package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.ApiClient;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.agent.journal.DurableFile;

/** Enrols with what the configuration says. */
final class Joiner {
    private Joiner() {}

    static Enrollment enrollment(AgentConfig config) {
        DurableFile.privateFolder(config.stateDir());
        return new Enrollment(config.stateDir());
    }

    static DeviceIdentity join(AgentConfig config, ServerClock clock, String token) throws InterruptedException {
        try (var api = new ApiClient(config.server(), config.proxy(), clock, Facts.version(), null)) {
            var joining = config.joining();
            var identity = enrollment(config)
                    .enroll(
                            api::enroll,
                            config.server().toString(),
                            token,
                            new Enrollment.Wish(joining.name(), joining.labels()),
                            Facts.of(null));
            joining.seeds().forgetToken();
            return identity;
        }
    }
}
