package io.signalbeam.functions.adapter.webhook;

import io.signalbeam.functions.adapter.GuardedSockets;
import io.signalbeam.functions.adapter.OutboundHttp;
import io.signalbeam.functions.alerts.WebhookSender;
import io.signalbeam.functions.settings.Settings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Webhooks over {@link OutboundHttp}, with the headers of Standard Webhooks. Of the answer only the status is read.
 */
public final class HttpWebhookSender implements WebhookSender {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);
    /** Of everything: a receiver that sends a byte now and then meets no time-out of the socket. */
    private static final Duration ALL = Duration.ofSeconds(20);

    private final OutboundHttp http;

    public HttpWebhookSender(Settings settings) {
        this.http = new OutboundHttp(settings.webhooks().allowPrivate());
    }

    @Override
    public Answer send(URI url, Message message) {
        HttpURLConnection connection;
        try {
            connection = open(url);
        } catch (IOException | RuntimeException e) {
            return new Answer.Unreachable("It is not an address that we call.");
        }
        var answer = new CompletableFuture<Answer>();
        Thread.startVirtualThread(() -> answer.complete(post(connection, message)));
        try {
            return answer.get(ALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Answer.Unreachable("It did not answer in time.");
        } catch (ExecutionException e) {
            return new Answer.Unreachable("It could not be called.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreachable("It was not called to the end.");
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(URI url) throws IOException {
        var connection = http.open(url, CONNECT, READ);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        return connection;
    }

    /** Reasons are our own words: what an exception says may tell of our network. */
    private static Answer post(HttpURLConnection connection, Message message) {
        var body = message.body().getBytes(StandardCharsets.UTF_8);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("content-type", "application/json");
        connection.setRequestProperty("connection", "close");
        connection.setRequestProperty("webhook-id", message.id().toString());
        connection.setRequestProperty(
                "webhook-timestamp", Long.toString(message.at().getEpochSecond()));
        connection.setRequestProperty("webhook-signature", message.signature());
        try {
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
            return new Answer.Status(connection.getResponseCode());
        } catch (GuardedSockets.NotPublic e) {
            return new Answer.Unreachable("Its name does not lead to a public address.");
        } catch (UnknownHostException e) {
            return new Answer.Unreachable("Its name is not known.");
        } catch (SocketTimeoutException e) {
            return new Answer.Unreachable("It did not answer in time.");
        } catch (SSLException e) {
            return new Answer.Unreachable("It has no valid TLS certificate, or speaks no TLS.");
        } catch (IOException e) {
            return new Answer.Unreachable("It could not be reached.");
        } catch (RuntimeException e) {
            return new Answer.Unreachable("It could not be called.");
        }
    }
}
