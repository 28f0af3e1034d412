package io.signalbeam.local.eventhubs.amqp;

import java.util.Arrays;
import java.util.Objects;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.codec.DecodeException;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.message.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to a node of the broker; whoever may connect may ask, and each request carries its own token. */
final class RequestLink implements BrokerLink {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLink.class);
    private static final int CREDIT = 50;
    private static final int MAX_REQUEST = 64 << 10;

    private final Owner owner;
    private final Receiver receiver;
    private final Node node;

    /** Answers requests, on the connection's thread and at once. */
    interface Node {
        String address();

        Message answer(Message request);
    }

    RequestLink(Owner owner, Receiver receiver, Node node) {
        this.owner = owner;
        this.receiver = receiver;
        this.node = node;
        receiver.flow(CREDIT);
    }

    @Override
    public Link link() {
        return receiver;
    }

    @Override
    public boolean isAuthorized() {
        return true;
    }

    @Override
    public boolean work() {
        for (var delivery = receiver.current(); delivery != null; delivery = receiver.current()) {
            if (delivery.pending() > MAX_REQUEST) {
                end(new Refusal(Refusal.TOO_LARGE, "The request is too large."));
                return false;
            }
            if (delivery.isPartial()) {
                return false;
            }
            var bytes = new byte[delivery.pending()];
            var size = Math.max(0, receiver.recv(bytes, 0, bytes.length));
            receiver.advance();
            delivery.disposition(Accepted.getInstance());
            delivery.settle();
            receiver.flow(1);
            answer(bytes, size);
        }
        return false;
    }

    @Override
    public void closed() {
        // Nothing is held.
    }

    private void answer(byte[] bytes, int size) {
        try {
            var request = Message.Factory.create();
            request.decode(bytes, 0, size);
            var answer = node.answer(request);
            answer.setCorrelationId(request.getMessageId());
            owner.reply(node.address(), Objects.requireNonNullElse(request.getReplyTo(), ""), encode(answer));
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            LOG.debug("dropped a malformed request to {}", node.address(), e);
            end(new Refusal(Refusal.DECODE_ERROR, "The request is malformed."));
        }
    }

    private static byte[] encode(Message message) {
        var buffer = new byte[MAX_REQUEST];
        var size = message.encode(buffer, 0, buffer.length);
        return Arrays.copyOf(buffer, size);
    }
}
