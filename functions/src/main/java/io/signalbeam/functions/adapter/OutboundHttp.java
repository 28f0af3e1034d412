package io.signalbeam.functions.adapter;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP to addresses that a tenant has named, and to none inside our own network: over TLS, to public addresses only, without
 * a proxy, and following no redirect. On the JDK's old client, because it alone lets us see and refuse the very address that
 * it connects to.
 */
public final class OutboundHttp {
    private final boolean allowPrivate;
    private final SSLSocketFactory sockets;

    /** @param allowPrivate leads to any address, by http too; for development and closed networks */
    public OutboundHttp(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
        this.sockets = allowPrivate
                ? HttpsURLConnection.getDefaultSSLSocketFactory()
                : new GuardedSockets(HttpsURLConnection.getDefaultSSLSocketFactory());
    }

    /**
     * Not connected yet.
     *
     * @throws IOException when it is not called at all
     * @throws IllegalArgumentException when it is no address
     */
    public HttpURLConnection open(URI url, Duration connect, Duration read) throws IOException {
        if (!"https".equals(url.getScheme()) && !(allowPrivate && "http".equals(url.getScheme()))) {
            throw new IOException("not https");
        }
        var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(connect.toMillis()));
        connection.setReadTimeout(Math.toIntExact(read.toMillis()));
        connection.setUseCaches(false);
        connection.setRequestProperty("user-agent", "SignalBeam-Edge");
        return connection;
    }
}
