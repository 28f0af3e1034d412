package io.signalbeam.agent.cloud;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** A failed connection in words that say where to look. */
final class Words {
    private Words() {}

    static String of(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateNotYetValidException || cause instanceof CertificateExpiredException) {
                return "its certificate is not valid at this machine's time, " + java.time.Instant.now()
                        + ": check the clock";
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "its name is not known to this machine's DNS";
            }
        }
        return switch (failure) {
            case HttpConnectTimeoutException e -> "no connection in time";
            case HttpTimeoutException e -> "no answer in time";
            case ConnectException e -> "connection refused";
            case SSLException e -> "TLS failed, " + e.getMessage();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
