package io.signalbeam.functions.adapter.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.alerts.WebhookSender.Answer;
import io.signalbeam.functions.alerts.WebhookSender.Message;
import io.signalbeam.functions.testing.TestCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class HttpWebhookSenderTest {
    private static final Message MESSAGE =
            new Message(java.util.UUID.randomUUID(), Instant.EPOCH, "v1,c2ln", "{\"type\":\"test\"}");

    private final HttpWebhookSender sender = new HttpWebhookSender(TestCloud.settings(Map.of()));

    /** A name passes the check of its text; what counts is where it leads when it is called. */
    @Test
    void a_name_that_leads_inside_is_not_even_connected_to() throws Exception {
        try (var inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var connected = new CompletableFuture<Boolean>();
            Thread.startVirtualThread(() -> {
                try (var socket = inside.accept()) {
                    connected.complete(socket.isConnected());
                } catch (IOException e) {
                    connected.completeExceptionally(e);
                }
            });
            assertThat(sender.send(URI.create("https://localhost:" + inside.getLocalPort() + "/"), MESSAGE))
                    .isEqualTo(new Answer.Unreachable("Its name does not lead to a public address."));
            assertThatThrownBy(() -> connected.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void speaks_no_plain_http_to_anybody() {
        assertThat(sender.send(URI.create("http://127.0.0.1:1/"), MESSAGE))
                .isEqualTo(new Answer.Unreachable("It is not an address that we call."));
    }

    @Test
    void tells_of_a_name_that_is_not_known_in_words_of_its_own() {
        assertThat(sender.send(URI.create("https://no-such-name.invalid/"), MESSAGE))
                .isInstanceOf(Answer.Unreachable.class);
    }
}
