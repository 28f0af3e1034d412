package io.signalbeam.functions.archive;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The archive over HTTP, and the timers that fill it and read from it. */
public final class ArchiveFunctions {
    private final Endpoint endpoint;
    private final ListArchive list;
    private final RestoreDays restore;
    private final KeepArchive keep;

    ArchiveFunctions(Endpoint endpoint, ListArchive list, RestoreDays restore, KeepArchive keep) {
        this.endpoint = endpoint;
        this.list = list;
        this.restore = restore;
        this.keep = keep;
    }

    /** @param keepDays absent for {@value RestoreDays#USUAL_DAYS} */
    record RestoreRequest(@Nullable Integer keepDays) {}

    @FunctionName("archive-days-list")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "archive/days")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ARCHIVED_DAYS,
                request,
                context,
                call -> Outcome.done(Reply.ok(list.list(call.tenant(), call.page()))));
    }

    @FunctionName("archive-days-restore")
    public HttpResponseMessage restore(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "archive/days/{day}/restore")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("day") String day,
            ExecutionContext context) {
        return endpoint.person(Operation.RESTORE_ARCHIVED_DAY, request, context, call -> {
            var keepDays = call.body(RestoreRequest.class).keepDays();
            return restore.request(
                            call.person(),
                            call.tenant(),
                            call.day("day", day),
                            keepDays == null ? RestoreDays.USUAL_DAYS : keepDays)
                    .map(Reply::accepted);
        });
    }

    @FunctionName("restore-archive")
    public void restoreAsked(
            @TimerTrigger(name = "timer", schedule = "30 * * * * *") String timer, ExecutionContext context) {
        long rows = restore.run();
        context.getLogger().fine(() -> rows + " rows brought back from the archive");
    }

    @FunctionName("keep-archive")
    public void keep(@TimerTrigger(name = "timer", schedule = "0 50 * * * *") String timer, ExecutionContext context) {
        var kept = keep.run();
        context.getLogger()
                .info("archive: %d rows written, %d deleted, %d days dropped"
                        .formatted(kept.written(), kept.deleted(), kept.dropped()));
    }
}
