package io.signalbeam.local.eventhubs.amqp;

import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;

/** Lets everybody connect; what a connection may do is decided by the tokens it hands in. */
final class AnonymousSasl implements SaslListener {
    static final String MECHANISM = "ANONYMOUS";

    @Override
    public void onSaslInit(Sasl sasl, Transport transport) {
        var chosen = sasl.getRemoteMechanisms();
        var known = chosen.length == 1 && MECHANISM.equals(chosen[0]);
        sasl.done(known ? Sasl.PN_SASL_OK : Sasl.PN_SASL_AUTH);
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport transport) {
        // Only a client gets these.
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport transport) {
        // Only a client gets these.
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport transport) {
        // Anonymous has no further steps.
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport transport) {
        // Only a client gets these.
    }
}
