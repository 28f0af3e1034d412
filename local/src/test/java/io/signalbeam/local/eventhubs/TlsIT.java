package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.PATIENCE;
import static io.signalbeam.local.eventhubs.Brokers.ROOT;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.credential.AccessToken;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.signalbeam.local.eventhubs.Config.Tls;
import io.signalbeam.local.tls.LocalCa;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** AMQP over TLS, and the credentials that the SDK hands over only there. */
final class TlsIT {
    @TempDir
    static Path secrets;

    @TempDir
    Path directory;

    private static LocalCa ca;
    private static SSLContext before;
    private EventHubsBroker broker;

    @BeforeAll
    static void trust() throws NoSuchAlgorithmException {
        ca = LocalCa.open(secrets);
        before = SSLContext.getDefault();
        SSLContext.setDefault(ca.clientContext());
    }

    @AfterAll
    static void distrust() {
        SSLContext.setDefault(before);
    }

    @BeforeEach
    void start() {
        // The verifier wants the name; that the time is looked at besides is what is tested here.
        broker = EventHubsBroker.start(Brokers.config(directory)
                .withTls(new Tls(0, ca.serverKeys(), ca.password()))
                .withBearer(token -> token.startsWith(bearer(Instant.EPOCH).substring(0, 20))));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void a_connection_string_works_over_tls() {
        var builder = new EventHubClientBuilder()
                .connectionString(
                        "Endpoint=sb://localhost/;SharedAccessKeyName=%s;SharedAccessKey=%s"
                                .formatted(ROOT.name(), ROOT.key()),
                        HUB)
                .customEndpointAddress("sb://localhost:" + broker.tlsPort())
                .retryOptions(Brokers.ONE_TRY);
        try (var producer = builder.buildProducerClient()) {
            producer.send(events(3));
        }
        assertThat(all(broker)).hasSize(3);
    }

    @Test
    void a_bearer_token_is_what_the_verifier_says() {
        var good = bearer(Instant.now().plusSeconds(600));
        try (var producer = withBearer(good).buildProducerClient()) {
            producer.send(events(1));
        }
        assertThat(all(broker)).hasSize(1);
        try (var producer = withBearer("x" + good).buildProducerClient()) {
            assertThatThrownBy(() -> producer.send(events(1))).satisfies(TlsIT::isUnauthorized);
        }
    }

    @Test
    void an_expired_bearer_token_is_refused() {
        try (var producer = withBearer(bearer(Instant.now().minusSeconds(1))).buildProducerClient()) {
            assertThatThrownBy(() -> producer.send(events(1))).satisfies(TlsIT::isUnauthorized);
        }
    }

    @Test
    void an_idle_link_ends_when_its_token_does() {
        var ends = Instant.now().plusSeconds(8);
        try (var consumer = withBearer(bearer(ends)).buildAsyncConsumerClient();
                var producer =
                        withBearer(bearer(Instant.now().plusSeconds(600))).buildProducerClient()) {
            producer.send(events(1), new SendOptions().setPartitionId("0"));
            var seen = consumer.receiveFromPartition("0", EventPosition.earliest());
            // The client believes its token for an hour, so that only the broker can end this.
            assertThatThrownBy(() -> seen.blockLast(PATIENCE)).satisfies(TlsIT::isUnauthorized);
            assertThat(Instant.now()).isAfterOrEqualTo(ends.minusSeconds(1));
        }
    }

    private EventHubClientBuilder withBearer(String token) {
        var claimed = new AccessToken(token, Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
        return new EventHubClientBuilder()
                .credential("localhost", HUB, request -> Mono.just(claimed))
                .consumerGroup(EventHubClientBuilder.DEFAULT_CONSUMER_GROUP_NAME)
                .customEndpointAddress("sb://localhost:" + broker.tlsPort())
                .retryOptions(Brokers.ONE_TRY);
    }

    @SuppressWarnings("JavaUtilDate") // of the JWT library
    private static String bearer(Instant expires) {
        return new PlainJWT(new JWTClaimsSet.Builder()
                        .subject("functions")
                        .expirationTime(Date.from(expires))
                        .build())
                .serialize();
    }

    private static void isUnauthorized(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(AmqpException.class, e -> {
            assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.UNAUTHORIZED_ACCESS);
            assertThat(e.isTransient()).isFalse();
        });
    }
}
