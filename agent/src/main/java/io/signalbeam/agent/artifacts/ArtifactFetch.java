package io.signalbeam.agent.artifacts;

import io.signalbeam.agent.cloud.HttpProxy;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.ArtifactResponse;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.hash.Sha256;
import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one file, from where an earlier try ended, by any of its addresses, through a buffer whose size does not depend on
 * the file's; and checks it. Not by {@code java.net.http}, which has no limit for the time between two pieces of an answer.
 */
public final class ArtifactFetch {
    static final String PART = ".part";
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactFetch.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MEBIBYTE = 1024 * 1024;

    private final Source source;
    private final ToLongFunction<Path> free;
    private final long reserve;
    private final @Nullable HttpProxy proxy;
    private final Duration patience;

    /** Who says where bytes are. */
    @FunctionalInterface
    public interface Source {
        ArtifactResponse address(String sha256) throws InterruptedException;
    }

    /** @param reserve bytes of the disk that stay free */
    public ArtifactFetch(Source source, long reserve, @Nullable HttpProxy proxy) {
        this(source, ArtifactFetch::usable, reserve, proxy, PATIENCE);
    }

    ArtifactFetch(
            Source source, ToLongFunction<Path> free, long reserve, @Nullable HttpProxy proxy, Duration patience) {
        this.source = source;
        this.free = free;
        this.reserve = reserve;
        this.proxy = proxy;
        this.patience = patience;
    }

    /** A file that grows, and the hash of what there is of it. */
    private static final class Part implements AutoCloseable {
        private final FileChannel file;
        private final MessageDigest digest;
        private long size;

        Part(Path path) throws IOException {
            digest = Sha256.digest();
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            var buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (file.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            size = file.position();
        }

        void add(byte[] bytes, int length) throws IOException {
            var buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            digest.update(bytes, 0, length);
            size += length;
        }

        void restart() throws IOException {
            file.truncate(0);
            digest.reset();
            size = 0;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Leaves the file in the folder under its hash; what of it there is already is kept when this fails. */
    public void run(ArtifactSpec artifact, Path folder) throws IOException, InterruptedException {
        var path = folder.resolve(artifact.sha256() + PART);
        try (var part = new Part(path)) {
            if (part.size < artifact.sizeBytes()) {
                roomFor(artifact, artifact.sizeBytes() - part.size, folder);
                fill(artifact, part);
            }
            if (!HexFormat.of().formatHex(part.digest.digest()).equals(artifact.sha256())) {
                Files.delete(path);
                throw new PermanentFailure(
                        "artifact-corrupt", "the artifact " + artifact.name() + " is not what the manifest says", null);
            }
            part.file.force(true);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
        Files.move(path, folder.resolve(artifact.sha256()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void fill(ArtifactSpec artifact, Part part) throws InterruptedException {
        var address = source.address(artifact.sha256());
        IOException last = null;
        for (var url : new @Nullable String[] {address.url(), address.secondUrl()}) {
            if (url != null && part.size < artifact.sizeBytes()) {
                try {
                    download(url, artifact, part);
                } catch (IOException e) {
                    // Without the address, which lets anybody in.
                    LOG.info("{}: {} after {} bytes", artifact.name(), e.getMessage(), part.size);
                    last = e;
                }
            }
        }
        if (part.size < artifact.sizeBytes()) {
            throw new TransientFailure(
                    "artifact-unavailable",
                    "the artifact " + artifact.name() + " cannot be fetched: "
                            + (last == null ? "it ended early" : last.getMessage()),
                    last);
        }
    }

    private void download(String url, ArtifactSpec artifact, Part part) throws IOException, InterruptedException {
        var connection = open(url);
        try {
            if (part.size > 0) {
                connection.setRequestProperty("Range", "bytes=" + part.size + "-");
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                part.restart();
            } else if (status != HttpURLConnection.HTTP_PARTIAL || !goesOn(connection, part)) {
                throw new IOException("HTTP " + status);
            }
            try (var in = connection.getInputStream()) {
                var buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the agent ends");
                    }
                    if (part.size + read > artifact.sizeBytes()) {
                        part.restart();
                        throw new IOException("there is more of it than the manifest says");
                    }
                    part.add(buffer, read);
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private static boolean goesOn(HttpURLConnection connection, Part part) {
        var range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + part.size + "-");
    }

    private HttpURLConnection open(String url) throws IOException {
        var via = proxy == null
                ? Proxy.NO_PROXY
                : new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
        if (!(address(url).openConnection(via) instanceof HttpURLConnection connection)) {
            throw new IOException("its address is none of HTTP");
        }
        if (proxy != null && proxy.user() != null && proxy.password() != null) {
            var login =
                    new PasswordAuthentication(proxy.user(), proxy.password().toCharArray());
            connection.setAuthenticator(new Authenticator() {
                @Override
                protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                    return getRequestorType() == RequestorType.PROXY ? login : null;
                }
            });
        }
        connection.setConnectTimeout((int) patience.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        return connection;
    }

    private static URL address(String url) throws IOException {
        try {
            return new URI(url).toURL();
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Without its words, which repeat the address.
            throw new IOException("its address is none", null);
        }
    }

    private void roomFor(ArtifactSpec artifact, long missing, Path folder) {
        long room = free.applyAsLong(folder);
        if (missing + reserve > room) {
            throw new TransientFailure(
                    "no-space",
                    "there is no room for the artifact " + artifact.name() + ": " + missing / MEBIBYTE
                            + " MiB are missing of it, and " + room / MEBIBYTE + " MiB are free, of which "
                            + reserve / MEBIBYTE + " MiB are kept in reserve",
                    null);
        }
    }

    private static long usable(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // A disk that says nothing of its room will say when it is full.
            return Long.MAX_VALUE;
        }
    }
}
