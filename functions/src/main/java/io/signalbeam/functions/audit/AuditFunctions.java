package io.signalbeam.functions.audit;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import java.util.Optional;

/** The audit trail, for administrators. */
public final class AuditFunctions {
    private final Endpoint endpoint;
    private final Transactions transactions;

    public AuditFunctions(Endpoint endpoint, Transactions transactions) {
        this.endpoint = endpoint;
        this.transactions = transactions;
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
        return endpoint.person(
                Operation.LIST_AUDIT,
                request,
                context,
                call -> Outcome.done(Reply.ok(
                        transactions.inTenant(call.tenant(), tx -> AuditSql.list(tx, call.tenant(), call.page())))));
    }
}
