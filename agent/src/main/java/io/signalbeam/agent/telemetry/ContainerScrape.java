package io.signalbeam.agent.telemetry;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.shared.telemetry.MetricsReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics that containers offer themselves, at an endpoint that their manifest names by the labels that Prometheus has
 * made usual: {@value #SCRAPE}, {@value #PORT}, {@value #PATH}. A metric is called {@code <container>.<its name>}.
 */
public final class ContainerScrape {
    static final String SCRAPE = "prometheus.io/scrape";
    static final String PORT = "prometheus.io/port";
    static final String PATH = "prometheus.io/path";
    private static final Logger LOG = LoggerFactory.getLogger(ContainerScrape.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int LONGEST_NAME = 128;

    /** Of those that run; whoever does not answer in time is left out of this sample. */
    public Map<String, Double> read(List<ActualContainer> containers) {
        var all = new TreeMap<String, Double>();
        for (var container : containers) {
            if (container.state() == ContainerState.RUNNING
                    && container.label(SCRAPE).equals("true")) {
                var prefix = prefix(container);
                scrape(container).forEach((name, value) -> {
                    var full = prefix + name.replace(':', '_');
                    if (full.length() <= LONGEST_NAME && all.size() < MetricsReader.MAX_CUSTOM) {
                        all.put(full, value);
                    }
                });
            }
        }
        return all;
    }

    /** A container may be called by a number, and a metric may not. */
    private static String prefix(ActualContainer container) {
        var name = container.name();
        return (Character.isDigit(name.charAt(0)) ? "_" : "") + name + ".";
    }

    private static Map<String, Double> scrape(ActualContainer container) {
        var address = container.address();
        if (address == null || !container.label(PORT).matches("[0-9]{1,5}")) {
            return Map.of();
        }
        var path = container.label(PATH).isEmpty() ? "/metrics" : container.label(PATH);
        try {
            var uri = new URI("http", null, address, Integer.parseInt(container.label(PORT)), path, null, null);
            return PrometheusText.read(get(uri));
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            LOG.debug("no metrics of {}: {}", container.name(), e.toString());
            return Map.of();
        }
    }

    // Not the HTTP client of the API: that one keeps threads, and may go through a proxy.
    private static String get(URI uri) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "text/plain;version=0.0.4");
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException(uri + " answers " + connection.getResponseCode());
            }
            try (var in = connection.getInputStream()) {
                return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }
}
