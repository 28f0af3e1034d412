package io.signalbeam.functions.adapter;

import io.signalbeam.functions.alerts.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS over sockets that connect to public addresses only. The address is looked at where it is connected to, so that a name
 * whose answer changes between a check and its use leads nowhere either (DNS rebinding).
 */
public final class GuardedSockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;

    GuardedSockets(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /** The address is none that a tenant may have us call. */
    public static final class NotPublic extends SocketException {
        NotPublic() {
            super("not a public address");
        }
    }

    /** What {@link java.net.HttpURLConnection} connects, and then hands in below to be secured. */
    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress to, int timeoutMillis) throws IOException {
                if (!(to instanceof InetSocketAddress address)
                        || address.getAddress() == null
                        || !Target.isPublic(address.getAddress())) {
                    throw new NotPublic();
                }
                super.connect(to, timeoutMillis);
            }
        };
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        // Once more, should the JDK ever connect a socket that is not ours.
        if (!Target.isPublic(plain.getInetAddress())) {
            throw new NotPublic();
        }
        return tls.createSocket(plain, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new NotPublic();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new NotPublic();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new NotPublic();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw new NotPublic();
    }
}
