package io.signalbeam.local.eventhubs;

import io.signalbeam.local.eventhubs.amqp.Hub;
import io.signalbeam.local.eventhubs.log.PartitionLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The hubs in a directory: {@code <hub>/<partition>/*.segment}, and a file that is locked while they are in use. */
final class HubStore implements Closeable {
    private final FileChannel lock;
    private final List<PartitionLog> logs = new ArrayList<>();
    private final List<Hub> hubs = new ArrayList<>();

    private HubStore(FileChannel lock) {
        this.lock = lock;
    }

    static HubStore open(Config config) throws IOException {
        Files.createDirectories(config.directory());
        var store = new HubStore(lock(config.directory()));
        try {
            for (var spec : config.hubs()) {
                store.hubs.add(store.openHub(spec, config));
            }
            return store;
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        var file = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return file;
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IOException(directory + " is in use by this process", e);
        }
        file.close();
        throw new IOException(directory + " is in use by another process");
    }

    private Hub openHub(Config.HubSpec spec, Config config) throws IOException {
        var directory = config.directory().resolve(spec.name());
        var partitions = new ArrayList<PartitionLog>();
        for (var number = 0; number < spec.partitions(); number++) {
            var log = PartitionLog.open(
                    spec.name() + "-" + number,
                    directory.resolve(Integer.toString(number)),
                    config.retention(),
                    config.clock());
            logs.add(log);
            partitions.add(log);
        }
        var groups = new HashSet<String>();
        groups.add("$default");
        spec.groups().forEach(group -> groups.add(group.toLowerCase(Locale.ROOT)));
        var created = Files.readAttributes(directory, BasicFileAttributes.class).creationTime();
        return new Hub(spec.name(), created.toInstant(), partitions, groups);
    }

    List<Hub> hubs() {
        return hubs;
    }

    void expire() {
        logs.forEach(PartitionLog::expire);
    }

    @Override
    public void close() throws IOException {
        for (var log : logs) {
            log.close();
        }
        lock.close();
    }
}
