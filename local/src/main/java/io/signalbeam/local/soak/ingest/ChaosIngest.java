package io.signalbeam.local.soak.ingest;

import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Kills the functions host, the broker and PostgreSQL at random while devices send, and then holds every row against what
 * the senders were told. A round ends when all that it sent is accounted for, or nothing has come for two minutes.
 */
public final class ChaosIngest {
    private static final int DEVICES = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_A_ROUND = 3;
    /** About: so that mishaps fall among sending. In all, of all devices. */
    private static final int EVENTS_A_SECOND = 4_000;

    private static final int EVENTS_A_SECOND_IN_AN_OUTAGE = 800;
    /** However long it lasts: each is remembered, to be looked for. */
    private static final int EVENTS_IN_AN_OUTAGE = 300_000;

    private final IngestCloud cloud;
    private final Random random;
    private final Consumer<String> say;
    private final List<DeviceId> devices;
    private final Ledger ledger = new Ledger();
    private final Sender.Tally tally = new Sender.Tally();
    private final Map<Mishap, Integer> mishaps = new EnumMap<>(Mishap.class);
    private int amid;

    public ChaosIngest(IngestCloud cloud, long seed, Consumer<String> say) throws SQLException {
        this.cloud = cloud;
        this.random = new Random(seed);
        this.say = say;
        this.devices = cloud.devices(DEVICES);
    }

    /**
     * What came of all rounds so far.
     *
     * @param events acknowledged, each counted once
     * @param repeated acknowledged a second time
     * @param amid mishaps that fell in the middle of a transaction
     */
    public record Report(
            int rounds,
            int events,
            int repeated,
            Map<Mishap, Integer> mishaps,
            int amid,
            StoredEvents.Comparison found) {
        /** How often something was killed. */
        public int kills() {
            return mishaps.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * Runs rounds of at least so many events each.
     *
     * @throws IOException when a part does not come back
     */
    public Report run(int rounds, int events)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        StoredEvents.Comparison found = null;
        int done = 0;
        while (done < rounds && (found == null || found.clean())) {
            done++;
            int round = done;
            during(() -> trouble(round), events, EVENTS_A_SECOND);
            var stored = new StoredEvents(cloud);
            stored.awaitRows(ledger.size(), PATIENCE);
            stored.awaitRollups(PATIENCE);
            found = stored.compare(ledger);
            say.accept("round %d: %d events, %d repeated, kills %s (%d amid a batch), %s"
                    .formatted(done, ledger.size(), tally.repeated().get(), mishaps, amid, found));
        }
        if (found == null) {
            throw new IllegalArgumentException("no rounds");
        }
        return new Report(done, ledger.size(), tally.repeated().get(), Map.copyOf(mishaps), amid, found);
    }

    /** Sends until the trouble is over, and so many events at the least. */
    private void during(Trouble trouble, int events, int eventsASecond)
            throws IOException, InterruptedException, ExecutionException {
        int before = ledger.size();
        var over = new AtomicBoolean();
        var pause = Duration.ofNanos(1_000_000_000L * DEVICES * Sender.BATCH / eventsASecond);
        try (var threads = Executors.newFixedThreadPool(DEVICES)) {
            var senders = new ArrayList<Future<?>>();
            for (var device : devices) {
                Sender.Pace pace = () -> {
                    Thread.sleep(pause);
                    return !over.get() || ledger.size() - before < events;
                };
                senders.add(threads.submit(
                        new Sender(cloud.brokerUrl(), device, ledger, pace, new Random(random.nextLong()), tally)));
            }
            try {
                trouble.make();
            } finally {
                over.set(true);
            }
            for (var sender : senders) {
                sender.get();
            }
        }
    }

    private interface Trouble {
        void make() throws IOException, InterruptedException;
    }

    /** Every kind has its turn in each few rounds, beside those that chance brings. */
    private void trouble(int round) throws IOException, InterruptedException {
        var kinds = Mishap.values();
        var now = new ArrayList<>(List.of(kinds[(2 * round) % kinds.length], kinds[(2 * round + 1) % kinds.length]));
        while (now.size() < MOST_A_ROUND && random.nextBoolean()) {
            now.add(kinds[random.nextInt(kinds.length)]);
        }
        for (var mishap : now) {
            Thread.sleep(random.nextInt(1_500));
            // So that a kill may fall into a roll-up, too.
            cloud.rollUp();
            if (mishap.befall(cloud, random)) {
                amid++;
            }
            mishaps.merge(mishap, 1, Integer::sum);
        }
    }

    /**
     * PostgreSQL stays away while devices go on sending, through several tries of every batch; then all must drain, each
     * device's events in their order.
     *
     * @return devices of which a later batch was stored before an earlier one
     */
    public List<String> outage(Duration away)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        int pace = EVENTS_IN_AN_OUTAGE / (int) Math.max(1, away.toSeconds());
        during(() -> cloud.killPostgres(away), 0, Math.min(EVENTS_A_SECOND_IN_AN_OUTAGE, pace));
        var stored = new StoredEvents(cloud);
        stored.awaitRows(ledger.size(), PATIENCE);
        stored.awaitRollups(PATIENCE);
        return stored.outOfOrder();
    }

    /** The ledger beside the rows, now. */
    public StoredEvents.Comparison compare() throws SQLException {
        return new StoredEvents(cloud).compare(ledger);
    }
}
