package io.signalbeam.functions.commands;

import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.reports.CommandsAnswered;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Notes what devices say of their commands. What was said before changes nothing, and an answer is never taken back. */
public final class TakeAnswers implements CommandsAnswered {
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;

    TakeAnswers(ProjectTwins projectTwins, AuditTrail audit) {
        this.projectTwins = projectTwins;
        this.audit = audit;
    }

    @Override
    public void of(Handle tx, List<Said> said, Instant now) {
        var known = AnswerSql.lock(tx, said);
        var over = new HashSet<DeviceId>();
        for (var one : said) {
            var before = known.get(one.answer().id());
            // One that is not known was forgotten, or is another device's: neither is this device's to change.
            if (before == null || !before.device().equals(one.device())) {
                continue;
            }
            var status = one.answer().status();
            if (status.follows(before.status()) && !before.says(one.answer())) {
                AnswerSql.put(tx, one, now);
                if (status.isOver()) {
                    over.add(one.device());
                    record(tx, one);
                }
            }
        }
        if (!over.isEmpty()) {
            CommandSql.tell(tx, over);
            projectTwins.afterCommit(over);
        }
    }

    private void record(Handle tx, Said said) {
        var details = new HashMap<String, Object>();
        details.put("deviceId", said.device());
        details.put("status", said.answer().status());
        audit.record(
                tx,
                said.tenant(),
                "device " + said.device(),
                "command.finish",
                "command",
                said.answer().id(),
                details);
    }
}
