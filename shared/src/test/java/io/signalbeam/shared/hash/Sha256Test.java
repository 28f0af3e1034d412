package io.signalbeam.shared.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** By the standard's own example of one block. */
class Sha256Test {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void is_the_standards() {
        var abc = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(Sha256.hex(abc)).isEqualTo(ABC);
        assertThat(HexFormat.of().formatHex(Sha256.of(abc))).isEqualTo(ABC);
        assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(ABC);
    }

    @Test
    void takes_pieces() {
        var digest = Sha256.digest();
        digest.update((byte) 'a');
        digest.update((byte) 'b');
        assertThat(HexFormat.of().formatHex(digest.digest(new byte[] {'c'}))).isEqualTo(ABC);
    }
}
