package io.signalbeam.local.eventhubs.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.eventhubs.log.Place;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

final class IncomingEventTest {
    private static final Place PLACE = new Place(1_234, 56, 1_795_000_000_000L);

    @Test
    @SuppressWarnings("JavaUtilDate") // what the codec reads a timestamp as
    void is_stored_as_the_message_that_receivers_get() throws MalformedMessage {
        var sent = message();
        sent.setDurable(true);
        sent.setSubject("subject");
        var event =
                IncomingEvent.read(ByteBuffer.wrap(encoded(sent)), 0).getFirst().from("device-1");
        var out = ByteBuffer.allocate(event.maxSize());
        event.write(out, PLACE);
        var stored = Message.Factory.create();
        stored.decode(out.array(), 0, out.position());

        assertThat(stored.isDurable()).isTrue();
        assertThat(stored.getSubject()).isEqualTo("subject");
        assertThat(((AmqpValue) stored.getBody()).getValue()).isEqualTo("body");
        assertThat(stored.getMessageAnnotations().getValue())
                .isEqualTo(Map.of(
                        Symbol.valueOf("x-opt-sequence-number"),
                        56L,
                        Symbol.valueOf("x-opt-offset"),
                        "1234",
                        Symbol.valueOf("x-opt-enqueued-time"),
                        new Date(PLACE.time()),
                        Symbol.valueOf("x-opt-partition-key"),
                        "device-1",
                        Symbol.valueOf("x-opt-publisher"),
                        "device-1",
                        Symbol.valueOf("x-other"),
                        Map.of("a", 1)));
    }

    @Test
    void a_batch_holds_an_event_in_each_data_section() throws MalformedMessage {
        var event = new Data(new Binary(encoded(message())));
        var envelope = Message.Factory.create();
        envelope.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-partition-key"), "k")));
        envelope.setBody(event);
        var more = Message.Factory.create();
        more.setBody(event);
        var batch = ByteBuffer.allocate(4_096)
                .put(encoded(envelope))
                .put(encoded(more))
                .flip()
                .slice();
        assertThat(IncomingEvent.read(batch, IncomingEvent.BATCH_FORMAT))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.stamp().partitionKey()).isEqualTo("k"));
    }

    @Test
    void noise_is_malformed_and_nothing_worse() {
        var random = new Random(7);
        var good = encoded(message());
        var refused = 0;
        for (var round = 0; round < 20_000; round++) {
            var bad = good.clone();
            for (var i = 0; i <= round % 4; i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            var cut = ByteBuffer.wrap(Arrays.copyOf(bad, random.nextInt(bad.length + 1)));
            for (var format : new int[] {0, IncomingEvent.BATCH_FORMAT}) {
                try {
                    for (var event : IncomingEvent.read(cut, format)) {
                        event.write(ByteBuffer.allocate(event.maxSize()), PLACE);
                    }
                } catch (MalformedMessage e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    private static Message message() {
        var message = Message.Factory.create();
        message.setMessageAnnotations(new MessageAnnotations(Map.of(
                Symbol.valueOf("x-opt-publisher"), "somebody else",
                Symbol.valueOf("x-opt-offset"), "99",
                Symbol.valueOf("x-other"), Map.of("a", 1))));
        message.setBody(new AmqpValue("body"));
        return message;
    }

    private static byte[] encoded(Message message) {
        var bytes = new byte[4_096];
        var size = message.encode(bytes, 0, bytes.length);
        return Arrays.copyOf(bytes, size);
    }
}
