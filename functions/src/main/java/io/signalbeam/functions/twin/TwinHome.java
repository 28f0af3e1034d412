package io.signalbeam.functions.twin;

import io.signalbeam.functions.settings.Settings;
import java.net.URI;
import java.util.Locale;

/** The account that the twins are in, by its address, written in one way. */
final class TwinHome {
    private static final int HTTPS = 443;

    private TwinHome() {}

    static String of(Settings settings) {
        return of(settings.cosmos().endpoint());
    }

    static String of(URI endpoint) {
        var port = endpoint.getPort() < 0 || endpoint.getPort() == HTTPS ? "" : ":" + endpoint.getPort();
        return (endpoint.getScheme() + "://" + endpoint.getHost() + port).toLowerCase(Locale.ROOT);
    }
}
