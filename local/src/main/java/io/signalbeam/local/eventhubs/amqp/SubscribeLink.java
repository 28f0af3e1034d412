package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.EntityPath;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.eventhubs.log.LogReader;
import io.signalbeam.local.eventhubs.log.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client that receives: events go from disk as fast as it gives credit and reads its socket, and no faster. */
final class SubscribeLink implements BrokerLink, ReaderSeat.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(SubscribeLink.class);
    /** What may wait in the engine for the socket. */
    private static final int MAX_OUTGOING = 256 << 10;
    /** Sent at a turn, so that links of a connection take turns. */
    private static final int TURN = 200;

    private final Owner owner;
    private final Sender sender;
    private final EntityPath path;
    private final PartitionLog partition;
    private final LogReader reader;
    private final ReaderSeat seat;
    private final @Nullable Long epoch;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable watcher = this::wake;
    private long tag;
    private boolean open = true;

    SubscribeLink(
            Owner owner,
            Sender sender,
            EntityPath path,
            PartitionLog partition,
            LogReader reader,
            ReaderSeat seat,
            @Nullable Long epoch) {
        this.owner = owner;
        this.sender = sender;
        this.path = path;
        this.partition = partition;
        this.reader = reader;
        this.seat = seat;
        this.epoch = epoch;
        partition.watch(watcher);
    }

    @Override
    public @Nullable Long epoch() {
        return epoch;
    }

    @Override
    public Link link() {
        return sender;
    }

    @Override
    public boolean isAuthorized() {
        return owner.grants()
                .allow(Right.LISTEN, path, owner.namespace().clock().instant());
    }

    @Override
    public boolean work() {
        try {
            for (var sent = 0; sent < TURN; sent++) {
                if (!open || sender.getCredit() <= 0 || sender.getSession().getOutgoingBytes() >= MAX_OUTGOING) {
                    return false;
                }
                var message = reader.next();
                if (message == null) {
                    if (sender.getDrain()) {
                        sender.drained();
                    }
                    return false;
                }
                send(message);
            }
            return true;
        } catch (IOException e) {
            LOG.error("{} cannot be read", path, e);
            end(new Refusal(Refusal.INTERNAL, "The partition cannot be read."));
            return false;
        }
    }

    @Override
    public void oust(String why) {
        owner.post(() -> {
            if (open) {
                end(new Refusal(Refusal.STOLEN, why));
            }
        });
    }

    @Override
    public void closed() {
        open = false;
        partition.unwatch(watcher);
        seat.leave(this);
    }

    /** Sent settled, as Event Hubs does: a checkpoint, not a disposition, says what was read. */
    private void send(ByteBuffer message) {
        var delivery =
                sender.delivery(ByteBuffer.allocate(Long.BYTES).putLong(tag++).array());
        sender.send(message.array(), message.arrayOffset() + message.position(), message.remaining());
        delivery.settle();
        sender.advance();
    }

    /** Called by the log's writer: posts once, however many commits pass until the connection looks. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            owner.post(() -> woken.set(false));
        }
    }
}
