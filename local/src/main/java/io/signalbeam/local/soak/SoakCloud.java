package io.signalbeam.local.soak;

import io.signalbeam.local.app.CloudOptions;
import io.signalbeam.local.app.LocalCloud;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.app.Progress;
import io.signalbeam.local.openid.LocalOpenId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A local cloud that takes requests as fast as they come, from pipelines too. */
public final class SoakCloud {
    private static final String NO_LIMIT = "1000000";

    private SoakCloud() {}

    /**
     * Starts it, on ports that nobody else uses.
     *
     * @param root of the project, all of it built
     * @param folder for all that it keeps
     */
    public static LocalCloud start(Path root, Path folder) throws Exception {
        int base = Ports.freeBlock();
        var environment = new HashMap<>(Map.of(
                "SIGNALBEAM_LIMIT_DEVICE_PER_SECOND", NO_LIMIT,
                "SIGNALBEAM_LIMIT_TENANT_PER_SECOND", NO_LIMIT,
                "SIGNALBEAM_LIMIT_TOTAL_PER_SECOND", NO_LIMIT,
                "SIGNALBEAM_LIMIT_FAILED_SIGN_INS_PER_MINUTE", NO_LIMIT));
        environment.put("SIGNALBEAM_QUOTA_DEVICES", NO_LIMIT);
        environment.put("SIGNALBEAM_QUOTA_BUNDLES", NO_LIMIT);
        // The local OpenID provider stands for the one of the pipelines: its address is known before it runs.
        environment.put(
                "SIGNALBEAM_CI_ISSUERS",
                "http://127.0.0.1:" + (base + List.of(Service.values()).indexOf(Service.OPENID)));
        environment.put("SIGNALBEAM_CI_AUDIENCE", LocalOpenId.AUDIENCE);
        return LocalCloud.start(
                new CloudOptions(root, folder, base, true), new Progress(folder.resolve("progress.txt")), environment);
    }
}
