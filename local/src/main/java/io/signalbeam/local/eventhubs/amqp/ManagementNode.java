package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.EntityPath;
import io.signalbeam.local.eventhubs.access.TokenCheck;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.Message;

/** {@code $management}: READ of a hub's and a partition's properties. */
@SuppressWarnings("JavaUtilDate") // what proton-j's codec writes as a timestamp
final class ManagementNode implements RequestLink.Node {
    static final String ADDRESS = "$management";

    private final Namespace namespace;

    ManagementNode(Namespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public String address() {
        return ADDRESS;
    }

    @Override
    public Message answer(Message request) {
        if (request.getApplicationProperties() == null) {
            return CbsNode.status(400, "BadRequest: no properties");
        }
        var asked = request.getApplicationProperties().getValue();
        if (!"READ".equals(asked.get("operation")) || !(asked.get("name") instanceof String name)) {
            return CbsNode.status(400, "BadRequest: only READ of a name is known");
        }
        var token = asked.get("security_token") instanceof String text ? text : "";
        var now = namespace.clock().instant();
        if (namespace.tokens().check(token, EntityPath.of(name), now) instanceof TokenCheck.Refused(var why)) {
            return CbsNode.status(401, why);
        }
        var found = namespace.hub(name).map(hub -> read(hub, asked, now)).orElse(Map.of());
        if (found.isEmpty()) {
            return CbsNode.status(404, Refusal.notFound(name).why());
        }
        var answer = CbsNode.status(200, "OK");
        answer.setBody(new AmqpValue(found));
        return answer;
    }

    private static Map<String, Object> read(Hub hub, Map<String, Object> asked, Instant now) {
        if ("com.microsoft:eventhub".equals(asked.get("type"))) {
            var ids = IntStream.range(0, hub.partitionCount())
                    .mapToObj(Integer::toString)
                    .toArray(String[]::new);
            return Map.of(
                    "name",
                    hub.name(),
                    "type",
                    "com.microsoft:eventhub",
                    "created_at",
                    Date.from(hub.createdAt()),
                    "partition_count",
                    ids.length,
                    "partition_ids",
                    ids);
        }
        var id = String.valueOf(asked.get("partition"));
        var partition = hub.partition(id);
        if (partition.isEmpty()) {
            return Map.of();
        }
        var bounds = partition.get().bounds();
        var answer = new HashMap<String, Object>();
        answer.put("name", hub.name());
        answer.put("type", "com.microsoft:partition");
        answer.put("partition", id);
        answer.put("begin_sequence_number", bounds.beginSequence());
        answer.put("last_enqueued_sequence_number", bounds.last().sequence());
        answer.put("last_enqueued_offset", Long.toString(bounds.last().offset()));
        answer.put("last_enqueued_time_utc", new Date(bounds.last().time()));
        answer.put("is_partition_empty", bounds.isEmpty());
        answer.put("runtime_info_retrieval_time_utc", Date.from(now));
        return answer;
    }
}
