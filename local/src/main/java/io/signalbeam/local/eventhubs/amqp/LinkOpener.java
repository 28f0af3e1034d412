package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.EntityPath;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.eventhubs.amqp.PublishLink.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a link that a client attaches is, and whether it may be. */
final class LinkOpener {
    private static final Logger LOG = LoggerFactory.getLogger(LinkOpener.class);
    private static final Symbol EPOCH = Symbol.valueOf("com.microsoft:epoch");

    private final Owner owner;
    private final Namespace namespace;

    LinkOpener(Owner owner) {
        this.owner = owner;
        this.namespace = owner.namespace();
    }

    /** Opens or refuses a link; nothing when it is refused. */
    Optional<BrokerLink> open(Link link) {
        try {
            var opened = switch (link) {
                case Receiver receiver -> openReceiver(receiver);
                case Sender sender -> openSender(sender);
                default -> throw new Refused(new Refusal(Refusal.NOT_ALLOWED, "No such link."));
            };
            link.setSource(link.getRemoteSource());
            link.setTarget(link.getRemoteTarget());
            link.open();
            return Optional.of(opened);
        } catch (Refused e) {
            LOG.debug("refused a link: {}", e.refusal);
            link.setSource(null);
            link.setTarget(null);
            link.open();
            link.setCondition(e.refusal.toCondition());
            link.close();
            return Optional.empty();
        }
    }

    private BrokerLink openReceiver(Receiver receiver) throws Refused {
        var target = receiver.getRemoteTarget();
        var path = EntityPath.of(address(target == null ? null : target.getAddress()));
        if (isNode(path, CbsNode.ADDRESS)) {
            return new RequestLink(owner, receiver, new CbsNode(owner));
        }
        if (isNode(path, ManagementNode.ADDRESS)) {
            return new RequestLink(owner, receiver, new ManagementNode(namespace));
        }
        authorize(Right.SEND, path);
        return new PublishLink(owner, receiver, path, target(path));
    }

    private Target target(EntityPath path) throws Refused {
        var parts = path.segments();
        var hub = hub(path);
        if (parts.size() == 1) {
            return new Target.Spread(hub);
        }
        if (parts.size() == 3 && parts.get(1).equals("partitions")) {
            var partition = hub.partition(parts.get(2)).orElseThrow(() -> notFound(path));
            return new Target.Fixed(hub, partition);
        }
        if (parts.size() == 3 && parts.get(1).equals("publishers")) {
            return new Target.Publisher(hub, parts.get(2));
        }
        throw notFound(path);
    }

    private BrokerLink openSender(Sender sender) throws Refused {
        if (!(sender.getRemoteSource() instanceof Source source)) {
            throw new Refused(new Refusal(Refusal.INVALID_FIELD, "A receiver names its source."));
        }
        var path = EntityPath.of(address(source.getAddress()));
        for (var node : List.of(CbsNode.ADDRESS, ManagementNode.ADDRESS)) {
            if (isNode(path, node)) {
                var target = sender.getRemoteTarget();
                return new ReplyLink(sender, node, address(target == null ? null : target.getAddress()));
            }
        }
        authorize(Right.LISTEN, path);
        return subscribe(sender, path, source);
    }

    private BrokerLink subscribe(Sender sender, EntityPath path, Source source) throws Refused {
        var parts = path.segments();
        var hub = hub(path);
        if (parts.size() != 5
                || !parts.get(1).equals("consumergroups")
                || !hub.hasGroup(parts.get(2))
                || !parts.get(3).equals("partitions")) {
            throw notFound(path);
        }
        var partition = hub.partition(parts.get(4)).orElseThrow(() -> notFound(path));
        var start = Selector.read(source.getFilter())
                .orElseThrow(() -> new Refused(new Refusal(Refusal.INVALID_FIELD, "The filter is not understood.")));
        var properties = sender.getRemoteProperties();
        var epoch = properties != null && properties.get(EPOCH) instanceof Number number ? number.longValue() : null;
        var seat = hub.seat(parts.get(4), parts.get(2));
        try {
            sender.setSenderSettleMode(SenderSettleMode.SETTLED);
            var link = new SubscribeLink(owner, sender, path, partition, partition.read(start), seat, epoch);
            var refusal = seat.sit(link);
            if (refusal.isPresent()) {
                link.closed();
                throw new Refused(refusal.get());
            }
            return link;
        } catch (IOException e) {
            LOG.error("{} cannot be read", path, e);
            throw new Refused(new Refusal(Refusal.INTERNAL, "The partition cannot be read."));
        }
    }

    private void authorize(Right right, EntityPath path) throws Refused {
        if (!owner.grants().allow(right, path, namespace.clock().instant())) {
            throw new Refused(Refusal.unauthorized(path.toString()));
        }
    }

    private Hub hub(EntityPath path) throws Refused {
        return path.segments().stream().findFirst().flatMap(namespace::hub).orElseThrow(() -> notFound(path));
    }

    /** A node is asked for by itself or under its hub. */
    private static boolean isNode(EntityPath path, String node) {
        return !path.segments().isEmpty() && path.segments().getLast().equals(node);
    }

    private static String address(@Nullable String address) {
        return address == null ? "" : address;
    }

    private static Refused notFound(EntityPath path) {
        return new Refused(Refusal.notFound(path.toString()));
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Refusal refusal;

        Refused(Refusal refusal) {
            super(refusal.why());
            this.refusal = refusal;
        }
    }
}
