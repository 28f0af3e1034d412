package io.signalbeam.functions.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.id.TenantId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every store of manifests does, the one in Blob Storage and those of tests alike. */
public abstract class ManifestStoreContract {
    private static final byte[] MANIFEST = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = ManifestDigest.of(MANIFEST);

    protected abstract ManifestStore store();

    @Test
    void gives_back_what_was_kept_however_often() {
        var tenant = TenantId.random();
        store().keep(tenant, DIGEST, MANIFEST);
        store().keep(tenant, DIGEST, MANIFEST);
        assertThat(store().read(tenant, DIGEST)).isEqualTo(MANIFEST);
    }

    @Test
    void has_nothing_of_another_tenant() {
        store().keep(TenantId.random(), DIGEST, MANIFEST);
        assertThatThrownBy(() -> store().read(TenantId.random(), DIGEST)).isInstanceOf(PermanentFailure.class);
    }
}
