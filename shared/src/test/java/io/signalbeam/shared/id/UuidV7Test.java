package io.signalbeam.shared.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidV7Test {
    @Test
    void carries_its_time_version_and_variant() {
        var id = UuidV7.at(Instant.ofEpochMilli(0x0123456789abL));

        assertThat(id.toString()).startsWith("01234567-89ab-7");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void typed_ids_keep_their_text() {
        var text = UuidV7.random().toString();

        assertThat(DeviceId.parse(text)).hasToString(text);
        assertThat(TenantId.parse(text)).hasToString(text);
        assertThat(GroupId.parse(text)).hasToString(text);
        assertThat(RolloutId.parse(text)).hasToString(text);
        assertThat(DeviceId.random()).isNotEqualByComparingTo(DeviceId.parse(text));
        assertThat(TenantId.random()).isNotEqualByComparingTo(TenantId.parse(text));
        assertThat(GroupId.random()).isNotEqualByComparingTo(GroupId.parse(text));
        assertThat(RolloutId.random()).isNotEqualByComparingTo(RolloutId.parse(text));
    }

    @Test
    void reads_any_version_in_either_case() {
        assertThat(UuidV7.parse("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"))
                .isEqualTo(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "f81d4fae7dec11d0a76500a0c91e6bf6",
                "f81d4fae7-dec-11d0-a765-00a0c91e6bf6",
                "+81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "f81d4fae-7dec-11d0-a765-00a0c91e6bf６"
            })
    void refuses_every_other_text(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> UuidV7.parse(text));
    }
}
