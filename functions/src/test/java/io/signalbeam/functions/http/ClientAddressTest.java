package io.signalbeam.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestCloud;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        assertThat(behind(0, header)).isEqualTo(address);
    }

    /** The last entry is Front Door's own address then: all callers would share one, and the bound on wrong credentials. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.7, 147.243.0.1:51234           | 203.0.113.7
            10.0.0.1, 203.0.113.7, 147.243.0.1:51234 | 203.0.113.7
            2001:db8::1, [2a01:111::1]:443           | 2001:db8::1
            203.0.113.7:51234                        | 203.0.113.7
            """)
    void takes_the_entry_that_the_proxy_before_it_added(String header, String address) {
        assertThat(behind(1, header)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"unknown", "203.0.113.7, evil", "'<script>'", "1234", "a.b.c.d"})
    void believes_nothing_that_is_no_address(String header) {
        assertThat(behind(0, header)).isNull();
    }

    @Test
    void says_none_when_there_is_none() {
        assertThat(new ClientAddress(TestCloud.settings(Map.of())).of(Map.of())).isNull();
    }

    private static @Nullable String behind(int proxies, String header) {
        var settings = TestCloud.settings(Map.of("SIGNALBEAM_PROXIES", Integer.toString(proxies)));
        return new ClientAddress(settings).of(Map.of("x-forwarded-for", header));
    }
}
