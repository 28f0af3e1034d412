package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.EntityPath;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.eventhubs.log.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

/** A client that sends: each transfer is accepted when its events are on disk. */
final class PublishLink implements BrokerLink {
    /** Of a transfer, as in Event Hubs. */
    static final int MAX_MESSAGE = 1 << 20;

    private static final int CREDIT = 100;
    /** With more than this unwritten, the link stops reading, and the session's window holds the client back. */
    private static final int MAX_UNWRITTEN = 4 << 20;

    private final Owner owner;
    private final Receiver receiver;
    private final EntityPath path;
    private final Target target;
    private int unwritten;
    private boolean open = true;

    /** Where events go. */
    sealed interface Target {
        Hub hub();

        /** To the partition of the batch's key, or to each in turn. */
        record Spread(Hub hub) implements Target {}

        record Fixed(Hub hub, PartitionLog partition) implements Target {}

        /** One device's own path. */
        record Publisher(Hub hub, String id) implements Target {}
    }

    PublishLink(Owner owner, Receiver receiver, EntityPath path, Target target) {
        this.owner = owner;
        this.receiver = receiver;
        this.path = path;
        this.target = target;
        receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_MESSAGE));
        receiver.flow(CREDIT);
    }

    @Override
    public Link link() {
        return receiver;
    }

    @Override
    public boolean isAuthorized() {
        return owner.grants().allow(Right.SEND, path, owner.namespace().clock().instant());
    }

    @Override
    public boolean work() {
        while (open && unwritten < MAX_UNWRITTEN) {
            var delivery = receiver.current();
            if (delivery == null) {
                return false;
            }
            if (delivery.pending() > MAX_MESSAGE) {
                end(new Refusal(
                        Refusal.TOO_LARGE, "The message is larger than the limit of %d bytes.".formatted(MAX_MESSAGE)));
                return false;
            }
            if (delivery.isAborted()) {
                receiver.advance();
                settle(delivery, Accepted.getInstance());
                continue;
            }
            if (delivery.isPartial()) {
                return false;
            }
            if (!isAuthorized()) {
                end(Refusal.unauthorized(path.toString()));
                return false;
            }
            take(delivery);
        }
        return false;
    }

    @Override
    public void closed() {
        open = false;
    }

    private void take(Delivery delivery) {
        var bytes = new byte[delivery.pending()];
        var size = Math.max(0, receiver.recv(bytes, 0, bytes.length));
        receiver.advance();
        try {
            publish(
                    delivery,
                    IncomingEvent.read(ByteBuffer.wrap(bytes, 0, size).slice(), delivery.getMessageFormat()),
                    size);
        } catch (MalformedMessage e) {
            settle(delivery, rejected(new Refusal(Refusal.DECODE_ERROR, "Malformed: " + e.getMessage())));
        }
    }

    private void publish(Delivery delivery, List<IncomingEvent> events, int size) {
        if (target instanceof Target.Publisher(var hub, var id)) {
            var foreign = events.stream()
                    .map(event -> event.stamp().partitionKey())
                    .filter(key -> key != null && !key.equals(id))
                    .findFirst();
            if (foreign.isPresent()) {
                settle(
                        delivery,
                        rejected(new Refusal(
                                Refusal.UNAUTHORIZED,
                                "The partition key '%s' is not the publisher '%s'.".formatted(foreign.get(), id))));
            } else {
                var stamped = events.stream().map(event -> event.from(id)).toList();
                append(delivery, hub.partitionOfKey(id), stamped, size);
            }
        } else {
            append(delivery, partition(events), events, size);
        }
    }

    private PartitionLog partition(List<IncomingEvent> events) {
        return switch (target) {
            case Target.Fixed(var hub, var partition) -> partition;
            case Target.Publisher(var hub, var id) -> hub.partitionOfKey(id);
            case Target.Spread(var hub) ->
                events.stream()
                        .map(event -> event.stamp().partitionKey())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(hub::partitionOfKey)
                        .orElseGet(hub::nextPartition);
        };
    }

    private void append(Delivery delivery, PartitionLog partition, List<IncomingEvent> events, int size) {
        unwritten += size;
        partition.append(events, failure -> owner.post(() -> appended(delivery, size, failure)));
    }

    private void appended(Delivery delivery, int size, @Nullable IOException failure) {
        unwritten -= size;
        settle(
                delivery,
                failure == null
                        ? Accepted.getInstance()
                        : rejected(new Refusal(Refusal.INTERNAL, "The event could not be stored.")));
    }

    private void settle(Delivery delivery, DeliveryState outcome) {
        if (open) {
            delivery.disposition(outcome);
            delivery.settle();
            receiver.flow(1);
        }
    }

    private static Rejected rejected(Refusal refusal) {
        var rejected = new Rejected();
        rejected.setError(refusal.toCondition());
        return rejected;
    }
}
