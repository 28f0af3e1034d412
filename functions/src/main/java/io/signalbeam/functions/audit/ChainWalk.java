package io.signalbeam.functions.audit;

import io.signalbeam.functions.audit.AuditAnchors.Anchor;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Takes a check along the rows of the table. */
final class ChainWalk {
    private ChainWalk() {}

    /** Answers whether the chain goes on beyond the limit. */
    static boolean along(
            ChainCheck check, Handle tx, TenantId tenant, int limit, int atOnce, Map<Long, Anchor> anchors) {
        int rows = 0;
        compare(check, anchors);
        while (rows < limit) {
            var part = ChainSql.read(tx, tenant, check.last().position(), Math.min(atOnce, limit - rows));
            if (part.isEmpty()) {
                return false;
            }
            for (var row : part) {
                if (row.entry() == null) {
                    check.missing(row.link(), row.id());
                } else {
                    check.row(row.link(), row.entry());
                }
                compare(check, anchors);
            }
            rows += part.size();
        }
        return !ChainSql.read(tx, tenant, check.last().position(), 1).isEmpty();
    }

    private static void compare(ChainCheck check, Map<Long, Anchor> anchors) {
        var anchor = anchors.get(check.last().position());
        if (anchor != null) {
            check.anchor(new Head(anchor.position(), anchor.hash()));
        }
    }
}
