package io.signalbeam.functions.tenants;

import io.signalbeam.shared.id.TenantId;
import java.util.Map;

/**
 * What lies in Blob Storage of a tenant, wherever the features put it. Port. Throws {@link
 * io.signalbeam.functions.outcome.TransientFailure} when the store does not answer and {@link
 * io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface TenantFiles {

    /** Deletes some, at most so many, and answers how many of which container; nothing when nothing was left. */
    Map<String, Integer> delete(TenantId tenant, int atMost);
}
