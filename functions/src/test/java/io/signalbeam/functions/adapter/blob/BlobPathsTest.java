package io.signalbeam.functions.adapter.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.shared.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobPathsTest {
    private static final TenantId TENANT = TenantId.random();
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void a_manifest_lies_under_its_tenant() {
        assertThat(BlobManifestStore.name(TENANT, "sha256:" + DIGEST)).isEqualTo(TENANT + "/" + DIGEST + ".json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha256:../other/0123",
                "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde/",
                "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "md5:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            })
    void nothing_but_a_digest_names_a_manifest(String digest) {
        assertThatThrownBy(() -> BlobManifestStore.name(TENANT, digest)).isInstanceOf(IllegalArgumentException.class);
    }
}
