package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.EntityPath;
import io.signalbeam.local.eventhubs.access.TokenCheck;
import java.util.HashMap;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;

/** {@code $cbs}: takes the tokens that let a connection's links live (AMQP claims-based security, a working draft). */
final class CbsNode implements RequestLink.Node {
    static final String ADDRESS = "$cbs";

    private final Owner owner;

    CbsNode(Owner owner) {
        this.owner = owner;
    }

    @Override
    public String address() {
        return ADDRESS;
    }

    @Override
    public Message answer(Message request) {
        var properties = request.getApplicationProperties();
        if (properties == null
                || !"put-token".equals(properties.getValue().get("operation"))
                || !(properties.getValue().get("name") instanceof String name)
                || !(request.getBody() instanceof AmqpValue body)
                || !(body.getValue() instanceof String token)) {
            return status(400, "BadRequest: put-token wants a name and a token");
        }
        var audience = EntityPath.of(name);
        var namespace = owner.namespace();
        return switch (namespace
                .tokens()
                .check(token, audience, namespace.clock().instant())) {
            case TokenCheck.Accepted(var grant) -> {
                owner.grants().put(audience, grant);
                yield status(202, "Accepted");
            }
            case TokenCheck.Refused(var why) -> status(401, why);
        };
    }

    static Message status(int code, String description) {
        var properties = new HashMap<String, Object>();
        properties.put("status-code", code);
        properties.put("status-description", description);
        var message = Message.Factory.create();
        message.setApplicationProperties(new ApplicationProperties(properties));
        return message;
    }
}
