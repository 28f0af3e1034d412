package io.signalbeam.functions.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.alerts.WebhookSender.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** The example that the libraries of Standard Webhooks test with. */
    @Test
    void signs_as_standard_webhooks_does() {
        assertThat(new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1614265330),
                                "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void secrets_differ_and_are_not_in_what_is_logged() {
        var secret = WebhookSecret.random();
        assertThat(secret).isNotEqualTo(WebhookSecret.random());
        assertThat(secret.toString()).doesNotContain(secret.text());
    }

    @Test
    void tries_again_later_and_later_and_gives_up_in_the_end() {
        assertThat(Attempt.after(new Answer.Status(503), 1, NOW))
                .isEqualTo(new Attempt.Retry(NOW.plusSeconds(5), "It answered 503."));
        assertThat(Attempt.after(new Answer.Unreachable("Gone fishing."), 10, NOW))
                .isEqualTo(new Attempt.Retry(NOW.plus(Duration.ofHours(12)), "Gone fishing."));
        assertThat(Attempt.after(new Answer.Status(404), 11, NOW)).isEqualTo(new Attempt.GivenUp("It answered 404."));
        assertThat(Attempt.after(new Answer.Status(302), 1, NOW)).isInstanceOf(Attempt.Retry.class);
        assertThat(Attempt.after(new Answer.Status(204), 11, NOW)).isEqualTo(new Attempt.Delivered());
        assertThat(Attempt.after(new Answer.Status(410), 1, NOW)).isEqualTo(new Attempt.Gone());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/a",
                "ftp://hooks.example.com",
                "https://",
                "https:/a",
                "//hooks.example.com",
                "https://user@hooks.example.com/",
                "https://hooks.example.com/#a",
                "https://a b/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://api.localhost/",
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://0/",
                "https://10.1.2.3/",
                "https://172.31.0.1/",
                "https://192.168.0.1:8443/",
                "https://169.254.169.254/metadata",
                "https://168.63.129.16/",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1]/",
                "https://[fd00::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://vault/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://hooks.example.com:99999/"
            })
    void an_address_that_is_none_or_means_something_inside_is_refused(String url) {
        assertThat(Target.problem(url, false)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/a?b=c", "https://hooks.example.com:8443/", "https://8.8.8.8/",
                "https://[2606:4700::1111]/", "https://1password.com/", "https://a.b.c.d.example/"
            })
    void a_public_one_is_taken(String url) {
        assertThat(Target.problem(url, false)).isEmpty();
    }

    @Test
    void a_closed_network_may_use_its_own() {
        assertThat(Target.problem("http://127.0.0.1:8080/", true)).isEmpty();
        assertThat(Target.problem("ftp://127.0.0.1/", true)).isPresent();
    }

    @Test
    void knows_public_addresses_from_others() throws UnknownHostException {
        assertThat(Target.isPublic(InetAddress.getByName("93.184.216.34"))).isTrue();
        assertThat(Target.isPublic(InetAddress.getByName("100.127.255.255"))).isFalse();
        assertThat(Target.isPublic(InetAddress.getByName("100.128.0.0"))).isTrue();
        assertThat(Target.isPublic(InetAddress.getByName("::"))).isFalse();
    }
}
