package io.signalbeam.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.trust.BundleStatement;
import io.signalbeam.shared.trust.SigningKey;
import io.signalbeam.shared.trust.Trust;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustKeeperTest {
    private static final TenantId TENANT = TenantId.random();

    @TempDir
    private Path folder;

    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();

    @Test
    void what_was_learnt_survives_a_restart() {
        begin(false);
        var keeper = new TrustKeeper(folder, TENANT, false);
        assertThat(keeper.refuses(signed(second))).isPresent();

        keeper.learn(new BundleSigning(true, List.of(first.root(), first.endorse(second))));

        assertThat(keeper.refuses(signed(second))).isEmpty();
        var restarted = new TrustKeeper(folder, TENANT, false);
        assertThat(restarted.refuses(signed(second))).isEmpty();
        assertThat(restarted.refuses(unsigned()).orElseThrow().code()).isEqualTo("signature-required");
    }

    @Test
    void the_machines_owner_may_require_signatures_whatever_the_cloud_says() {
        begin(false);
        assertThat(new TrustKeeper(folder, TENANT, false).refuses(unsigned())).isEmpty();
        assertThat(new TrustKeeper(folder, TENANT, true)
                        .refuses(unsigned())
                        .orElseThrow()
                        .code())
                .isEqualTo("signature-required");
    }

    @Test
    void goes_by_the_tenant_the_device_enrolled_with_and_not_by_what_it_is_told_later() {
        begin(true);
        var elsewhere = new TrustKeeper(folder, TenantId.random(), true);
        assertThat(elsewhere.refuses(signed(first)).orElseThrow().code()).isEqualTo("signature-invalid");
    }

    private void begin(boolean required) {
        new Stored<>(folder.resolve("trust.json"), Trust.class)
                .save(Trust.of(new BundleSigning(required, List.of(first.root()))));
    }

    private static DesiredBundle unsigned() {
        var manifest = new BundleManifest("shop", "1.0.0", null, List.of(ContainerSpec.of("a", "a:1")), List.of());
        return new DesiredBundle(
                "shop", "1.0.0", ManifestDigest.of(manifest), manifest.containers(), manifest.artifacts());
    }

    private static DesiredBundle signed(SigningKey key) {
        var bundle = unsigned();
        return new DesiredBundle(
                "shop",
                "1.0.0",
                bundle.manifestDigest(),
                bundle.containers(),
                List.of(),
                null,
                List.of(),
                key.sign(new BundleStatement(TENANT, "shop", "1.0.0", bundle.manifestDigest())));
    }
}
