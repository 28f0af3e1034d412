package io.signalbeam.local.eventhubs.amqp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sender;

/** Answers of a node to the client that asked. */
final class ReplyLink implements BrokerLink {
    private final Sender sender;
    private final String node;
    private final String address;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long tag;

    /** @param address what requests name as their reply-to */
    ReplyLink(Sender sender, String node, String address) {
        this.sender = sender;
        this.node = node;
        this.address = address;
    }

    boolean isFor(String wantedNode, String replyTo) {
        return node.equals(wantedNode) && address.equals(replyTo);
    }

    /** A client that takes no answers gets no more of them, rather than filling memory. */
    void send(byte[] message) {
        if (waiting.size() < 100) {
            waiting.add(message);
        }
    }

    @Override
    public Link link() {
        return sender;
    }

    @Override
    public boolean isAuthorized() {
        return true;
    }

    @Override
    public boolean work() {
        while (sender.getCredit() > 0) {
            var message = waiting.poll();
            if (message == null) {
                return false;
            }
            var delivery = sender.delivery(
                    ByteBuffer.allocate(Long.BYTES).putLong(tag++).array());
            sender.send(message, 0, message.length);
            delivery.settle();
            sender.advance();
        }
        return false;
    }

    @Override
    public void closed() {
        waiting.clear();
    }
}
