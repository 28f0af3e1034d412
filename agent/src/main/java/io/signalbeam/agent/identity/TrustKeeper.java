package io.signalbeam.agent.identity;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.trust.Trust;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom this device believes, on disk, and what it thinks of the bundles it was asked to run. */
public final class TrustKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TrustKeeper.class);
    /** Verdicts are kept because the same bundles are judged at every look, and a signature costs a millisecond. */
    private static final int MOST_VERDICTS = 64;

    private final Stored<Trust> stored;
    private final TenantId tenant;
    private final boolean alwaysRequired;
    private final Map<DesiredBundle, Optional<ReportedError>> verdicts = new HashMap<>();
    private Trust trust;

    /**
     * @param tenant the device's own, as its identity has it
     * @param alwaysRequired whether the machine's owner wants unsigned bundles refused
     */
    public TrustKeeper(Path stateDir, TenantId tenant, boolean alwaysRequired) {
        this.stored = file(stateDir);
        this.tenant = tenant;
        this.alwaysRequired = alwaysRequired;
        this.trust = stored.load().orElse(Trust.NONE);
    }

    static Stored<Trust> file(Path stateDir) {
        return new Stored<>(stateDir.resolve("trust.json"), Trust.class);
    }

    /** What a desired state says of keys, as far as a trusted key vouches for it. */
    public synchronized void learn(BundleSigning signing) {
        var next = trust.learn(signing);
        if (next.equals(trust)) {
            return;
        }
        LOG.info(
                "bundles are believed when signed by {}{}",
                next.keys().stream().map(Trust.Key::id).toList(),
                next.required() ? ", and not without a signature" : "");
        trust = next;
        verdicts.clear();
        try {
            stored.save(next);
        } catch (UncheckedIOException e) {
            LOG.warn("{}; what was learnt of signing keys is kept in memory only", e.getMessage());
        }
    }

    /** Why a bundle is not believed; empty when it is. */
    public synchronized Optional<ReportedError> refuses(DesiredBundle bundle) {
        if (verdicts.size() >= MOST_VERDICTS) {
            verdicts.clear();
        }
        return verdicts.computeIfAbsent(
                bundle,
                asked -> trust.problem(tenant, asked, alwaysRequired).map(distrust -> {
                    LOG.warn("{}: {}", distrust.code(), distrust.message());
                    return new ReportedError(distrust.code(), distrust.message(), null);
                }));
    }
}
