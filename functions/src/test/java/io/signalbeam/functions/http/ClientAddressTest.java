package io.signalbeam.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.7                     | 203.0.113.7
            203.0.113.7:51234               | 203.0.113.7
            10.0.0.1, 203.0.113.7:51234     | 203.0.113.7
            2001:db8::1                     | 2001:db8::1
            [2001:db8::1]:51234             | 2001:db8::1
            10.0.0.1, [2001:db8::1]         | 2001:db8::1
            """)
    void takes_the_entry_that_the_platform_added(String header, String address) {
        assertThat(ClientAddress.of(Map.of("x-forwarded-for", header))).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"unknown", "203.0.113.7, evil", "'<script>'", "1234", "a.b.c.d"})
    void believes_nothing_that_is_no_address(String header) {
        assertThat(ClientAddress.of(Map.of("x-forwarded-for", header))).isNull();
    }

    @Test
    void says_none_when_there_is_none() {
        assertThat(ClientAddress.of(Map.of())).isNull();
    }
}
