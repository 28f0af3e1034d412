package io.signalbeam.functions.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines of an export. {@code docs/audit.md} describes them. */
final class AuditLine {
    private AuditLine() {}

    /**
     * The first line.
     *
     * @param after the place that the rows begin after
     * @param hash of that place
     */
    record Start(String type, TenantId tenantId, long after, String hash) {
        static Start of(TenantId tenant, Head after) {
            return new Start("start", tenant, after.position(), after.hash());
        }
    }

    /** A row and its place. */
    record Row(
            String type,
            long position,
            UUID id,
            Instant at,
            String actor,
            String action,
            String objectKind,
            String objectId,
            String credential,
            @Nullable String address,
            JsonNode details,
            String previous,
            String hash) {

        static Row of(Link link, AuditEntry entry) {
            return new Row(
                    "entry",
                    link.position(),
                    entry.id(),
                    entry.at(),
                    entry.actor(),
                    entry.action(),
                    entry.objectKind(),
                    entry.objectId(),
                    entry.credential(),
                    entry.address(),
                    entry.details(),
                    link.previous(),
                    link.hash());
        }

        Link link() {
            return new Link(position, previous, hash);
        }

        AuditEntry entry() {
            return new AuditEntry(id, at, actor, action, objectKind, objectId, credential, address, details);
        }
    }

    /**
     * The last line.
     *
     * @param more whether rows follow in the trail that are not in this export
     */
    record End(String type, long position, String hash, boolean more) {
        static End of(Head head, boolean more) {
            return new End("end", head.position(), head.hash(), more);
        }
    }

    static void write(StringBuilder out, Object line) {
        out.append(Json.write(line)).append('\n');
    }
}
