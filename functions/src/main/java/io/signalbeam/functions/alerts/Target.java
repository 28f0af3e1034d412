package io.signalbeam.functions.alerts;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a webhook may lead. A tenant chooses the address and we call it from inside our network, so it must not be one that
 * means something there (server-side request forgery).
 */
public final class Target {
    /** Ranges that are not globally reachable by IANA's special-purpose registries, and those that hide another address. */
    private static final List<Range> NOT_PUBLIC = List.of(
            range("0.0.0.0", 8),
            range("10.0.0.0", 8),
            range("100.64.0.0", 10),
            range("127.0.0.0", 8),
            range("169.254.0.0", 16),
            range("172.16.0.0", 12),
            range("192.0.0.0", 24),
            range("192.0.2.0", 24),
            range("192.88.99.0", 24),
            range("192.168.0.0", 16),
            range("198.18.0.0", 15),
            range("198.51.100.0", 24),
            range("203.0.113.0", 24),
            range("224.0.0.0", 3),
            // Azure's platform services, which answer from inside every virtual network.
            range("168.63.129.16", 32),
            range("::", 96),
            range("64:ff9b::", 96),
            range("64:ff9b:1::", 48),
            range("100::", 64),
            range("2001::", 23),
            range("2001:db8::", 32),
            range("2002::", 16),
            range("3fff::", 20),
            range("5f00::", 16),
            range("fc00::", 7),
            range("fe80::", 10),
            range("fec0::", 10),
            range("ff00::", 8));

    /** What the resolver would take for an IPv4 address in one of its older spellings: {@code 2130706433}, {@code 0x7f.1}. */
    private static final Pattern NUMERIC = Pattern.compile("(0[xX])?[0-9a-fA-F.]*[0-9.]|0[xX][0-9a-fA-F.]*");

    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");

    private Target() {}

    private record Range(byte[] prefix, int bits) {

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * What is wrong with the text of an address, before anybody is asked where its host is.
     *
     * @param allowPrivate whether anything goes, for development and closed networks
     */
    static Optional<String> problem(String url, boolean allowPrivate) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("It is not an address.");
        }
        var host = uri.getHost();
        if (host == null || uri.getUserInfo() != null || uri.getFragment() != null || uri.getPort() > 65_535) {
            return Optional.of("It takes https://HOST/PATH, without user and fragment.");
        }
        if (!"https".equals(uri.getScheme()) && !(allowPrivate && "http".equals(uri.getScheme()))) {
            return Optional.of("It must begin with https://.");
        }
        if (!allowPrivate && namesNoPublicHost(host)) {
            return Optional.of("It must lead to a public address.");
        }
        return Optional.empty();
    }

    private static boolean namesNoPublicHost(String host) {
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (bare.contains(":") || DOTTED.matcher(bare).matches()) {
            try {
                // A literal: nobody is asked.
                return !isPublic(InetAddress.getByName(bare));
            } catch (UnknownHostException e) {
                return true;
            }
        }
        var name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return NUMERIC.matcher(name).matches()
                || name.equalsIgnoreCase("localhost")
                || name.toLowerCase(java.util.Locale.ROOT).endsWith(".localhost")
                || !name.contains(".");
    }

    /** Whether the address is one of the public Internet. */
    public static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        return switch (address) {
            case Inet4Address ignored -> NOT_PUBLIC.stream().noneMatch(range -> range.contains(bytes));
            case Inet6Address ignored -> NOT_PUBLIC.stream().noneMatch(range -> range.contains(bytes));
            default -> false;
        };
    }

    private static Range range(String address, int bits) {
        try {
            return new Range(InetAddress.getByName(address).getAddress(), bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
