package io.signalbeam.functions.adapter.webhook;

import io.signalbeam.functions.alerts.WebhookSender;
import io.signalbeam.functions.settings.Settings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/**
 * Webhooks over HTTP, with the headers of Standard Webhooks. On the JDK's old client, because it alone lets us see and
 * refuse the very address that it connects to. No redirect is followed, no proxy asked, and of the answer only the status
 * is read.
 */
public final class HttpWebhookSender implements WebhookSender {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);
    /** Of everything: a receiver that sends a byte now and then meets no time-out of the socket. */
    private static final Duration ALL = Duration.ofSeconds(20);

    private final boolean allowPrivate;
    private final SSLSocketFactory sockets;

    public HttpWebhookSender(Settings settings) {
        this.allowPrivate = settings.webhooks().allowPrivate();
        this.sockets = allowPrivate
                ? HttpsURLConnection.getDefaultSSLSocketFactory()
                : new GuardedSockets(HttpsURLConnection.getDefaultSSLSocketFactory());
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
        if (!url.toURL().getProtocol().equals("https") && !allowPrivate) {
            throw new IOException("not https");
        }
        var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(READ.toMillis()));
        connection.setUseCaches(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        return connection;
    }

    /** Reasons are our own words: what an exception says may tell of our network. */
    private static Answer post(HttpURLConnection connection, Message message) {
        var body = message.body().getBytes(StandardCharsets.UTF_8);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("content-type", "application/json");
        connection.setRequestProperty("user-agent", "SignalBeam-Edge");
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
