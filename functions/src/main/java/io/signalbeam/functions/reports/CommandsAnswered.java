package io.signalbeam.functions.reports;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.CommandAnswer;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What devices say of the commands that they were given. Port. */
@FunctionalInterface
public interface CommandsAnswered {

    /** In the transaction that takes their reports; the same may be said any number of times. */
    void of(Handle tx, List<Said> said, Instant now);

    /** What one device says of one command. */
    record Said(TenantId tenant, DeviceId device, CommandAnswer answer) {}
}
