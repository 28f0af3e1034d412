package io.signalbeam.functions.audit;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.http.Text;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import java.util.Optional;

/** The audit trail, for administrators, and the step that chains its rows. */
public final class AuditFunctions {
    private final Endpoint endpoint;
    private final Transactions transactions;
    private final ExportAudit export;
    private final VerifyAudit verify;
    private final SealAudit seal;
    private final AnchorAudit anchor;

    public AuditFunctions(
            Endpoint endpoint,
            Transactions transactions,
            ExportAudit export,
            VerifyAudit verify,
            SealAudit seal,
            AnchorAudit anchor) {
        this.endpoint = endpoint;
        this.transactions = transactions;
        this.export = export;
        this.verify = verify;
        this.seal = seal;
        this.anchor = anchor;
    }

    @FunctionName("list-audit")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "audit")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(Operation.LIST_AUDIT, request, context, call -> {
            var filter = new AuditFilter(
                    call.query("actor"),
                    call.query("action"),
                    call.query("objectKind"),
                    call.query("objectId"),
                    call.queryInstant("from"),
                    call.queryInstant("to"));
            return Outcome.done(Reply.ok(
                    transactions.inTenant(call.tenant(), tx -> AuditSql.list(tx, call.tenant(), filter, call.page()))));
        });
    }

    @FunctionName("export-audit")
    public HttpResponseMessage export(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "audit/export")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.EXPORT_AUDIT,
                request,
                context,
                call -> export.export(call.tenant(), after(call), limit(call, ExportAudit.MOST_ROWS))
                        .map(part -> Reply.ok(new Text("application/jsonl", part.lines()))
                                .header("x-audit-end", part.end().toString())
                                .header("x-audit-more", Boolean.toString(part.more()))));
    }

    @FunctionName("verify-audit")
    public HttpResponseMessage verify(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "audit/verify")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.VERIFY_AUDIT,
                request,
                context,
                call -> verify.verify(call.tenant(), after(call), limit(call, VerifyAudit.MOST_ROWS))
                        .map(Reply::ok));
    }

    @FunctionName("seal-audit")
    public void seal(@TimerTrigger(name = "timer", schedule = "*/10 * * * * *") String timer) {
        seal.all();
        anchor.run();
    }

    private static long after(Call call) {
        return call.queryInt("after", 0, Integer.MAX_VALUE).orElse(0);
    }

    private static int limit(Call call, int most) {
        return call.queryInt("limit", 1, most).orElse(most);
    }
}
