package io.signalbeam.shared.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    private static final String DEVICE = "0197a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b";
    private static final String KEY_ID = "0197a0b1c2d37e4f8a5b6c7d8e9f0a1b" + "00ff12ab";
    private static final String SECRET = "_-_-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @Test
    void a_device_key_names_its_device_though_its_secret_holds_separators() {
        var key = DeviceKey.parse("sbd_" + KEY_ID + "_" + SECRET).orElseThrow();

        assertThat(key).isEqualTo(new DeviceKey(KEY_ID, SECRET));
        assertThat(key.deviceId()).isEqualTo(DeviceId.parse(DEVICE));
        assertThat(key.secretBytes()).hasSize(32).startsWith(0xff, 0xef, 0xfe);
    }

    @Test
    void new_keys_and_tokens_parse_back() {
        for (int i = 0; i < 200; i++) {
            var key = DeviceKey.random(DeviceId.random());
            assertThat(DeviceKey.parse(key.text())).contains(key);
            var token = EnrollmentToken.random(UuidV7.random());
            assertThat(EnrollmentToken.parse(token.text())).contains(token);
        }
    }

    @Test
    void two_keys_of_one_device_differ_in_id_and_secret() {
        var device = DeviceId.random();
        var one = DeviceKey.random(device);
        var two = DeviceKey.random(device);

        assertThat(one.deviceId()).isEqualTo(device).isEqualTo(two.deviceId());
        assertThat(one.keyId()).isNotEqualTo(two.keyId());
        assertThat(one.secret()).isNotEqualTo(two.secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sbd_",
                "sbe_" + KEY_ID + "_" + SECRET,
                "sbd_" + KEY_ID + "-" + SECRET,
                "sbd_" + KEY_ID + "_" + SECRET + "A",
                "SBD_" + KEY_ID + "_" + SECRET,
                "sbd_0197A0b1c2d37e4f8a5b6c7d8e9f0a1b00ff12ab_" + SECRET,
                // the same 32 bytes, spelt with a spare bit set
                "sbd_" + KEY_ID + "_" + "_-_-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                "sbd_" + KEY_ID + "_" + "+/+/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void any_other_text_is_no_device_key(String text) {
        assertThat(DeviceKey.parse(text)).isEmpty();
    }

    @Test
    void no_mutation_makes_parsing_throw() {
        var text = "sbd_" + KEY_ID + "_" + SECRET;
        Seeded.cases(2000, random -> {
            var mutated = Seeded.mutate(random, text, "a_-0G+=ü");
            DeviceKey.parse(mutated).ifPresent(key -> assertThat(key.text()).isEqualTo(mutated));
            EnrollmentToken.parse(mutated);
            CredentialHash.parse(mutated);
        });
    }

    @Test
    void secrets_are_not_printed() {
        var key = new DeviceKey(KEY_ID, SECRET);
        var token = new EnrollmentToken(DeviceId.parse(DEVICE).value(), SECRET);

        assertThat(key.toString()).isEqualTo("sbd_" + KEY_ID + "_***");
        assertThat(token.toString()).isEqualTo("sbe_0197a0b1c2d37e4f8a5b6c7d8e9f0a1b_***");
        assertThat(CredentialHash.of(key.secretBytes())).hasToString("CredentialHash[***]");
    }

    @Test
    void a_wrong_part_is_refused_without_being_repeated() {
        assertThatThrownBy(() -> new DeviceKey("xyz", SECRET)).hasMessageNotContaining("xyz");
        assertThatThrownBy(() -> new EnrollmentToken(UuidV7.random(), "hunter2"))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void a_hash_matches_its_own_secret_only_and_survives_its_text_form() {
        var secret = new DeviceKey(KEY_ID, SECRET).secretBytes();
        var hash = CredentialHash.of(secret);
        var read = CredentialHash.parse(hash.encoded()).orElseThrow();

        assertThat(read).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(read.matches(secret)).isTrue();
        secret[31] ^= 1;
        assertThat(read.matches(secret)).isFalse();
    }

    @Test
    void the_same_secret_hashes_differently_each_time() {
        var secret = new byte[32];

        assertThat(CredentialHash.of(secret)).isNotEqualTo(CredentialHash.of(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "abc", "AAAA.AAAA", "!.!", "AAAAAAAAAAAAAAAAAAAAAA.AAAA"})
    void any_other_text_is_no_hash(String text) {
        assertThat(CredentialHash.parse(text)).isEmpty();
    }
}
