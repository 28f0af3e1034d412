package io.signalbeam.local.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Resolves {@code *.localhost} to loopback, as RFC 6761 section 6.3 asks of resolvers and glibc does not everywhere;
 * every other name goes to the JDK's own resolver.
 */
public final class LocalhostNames extends InetAddressResolverProvider {

    /**
     * Has this JVM resolve names by this class from now on. It looks for a resolver once, at the first name that is asked
     * for, by the class loader of the thread that asks: one that runs functions knows the app's classes only, and would
     * leave everybody with the JDK's own resolver.
     *
     * @throws IllegalStateException when another resolver was there first
     */
    public static void install() {
        var thread = Thread.currentThread();
        var loader = thread.getContextClassLoader();
        thread.setContextClassLoader(LocalhostNames.class.getClassLoader());
        try {
            InetAddress.getAllByName("any.localhost");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("names under localhost are resolved by somebody else", e);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Resolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "signalbeam-localhost";
    }

    private record Resolver(InetAddressResolver builtin) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            var ipv4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            if (ipv4 && host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
                return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
            }
            return builtin.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }
}
