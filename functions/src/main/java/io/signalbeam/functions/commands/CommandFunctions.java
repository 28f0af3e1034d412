package io.signalbeam.functions.commands;

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
import io.signalbeam.functions.http.Text;
import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/** Commands over HTTP, and the timer that ends their time. */
public final class CommandFunctions {
    private final Endpoint endpoint;
    private final Commands commands;
    private final EndCommands end;

    CommandFunctions(Endpoint endpoint, Commands commands, EndCommands end) {
        this.endpoint = endpoint;
        this.commands = commands;
        this.end = end;
    }

    @FunctionName("issue-command")
    public HttpResponseMessage issue(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/commands")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ISSUE_COMMAND,
                request,
                context,
                call -> commands.issue(
                                call.person(),
                                call.tenant(),
                                new DeviceId(call.uuid("id", id)),
                                call.body(NewCommand.class))
                        .map(Reply::created));
    }

    @FunctionName("list-commands")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/commands")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_COMMANDS,
                request,
                context,
                call -> commands.list(call.tenant(), new DeviceId(call.uuid("id", id)), call.page())
                        .map(Reply::ok));
    }

    @FunctionName("get-command")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/commands/{commandId:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("commandId") String commandId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_COMMAND,
                request,
                context,
                call -> commands.one(
                                call.tenant(), new DeviceId(call.uuid("id", id)), call.uuid("commandId", commandId))
                        .map(Reply::ok));
    }

    @FunctionName("cancel-command")
    public HttpResponseMessage cancel(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/commands/{commandId:guid}/cancel")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("commandId") String commandId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CANCEL_COMMAND,
                request,
                context,
                call -> commands.cancel(
                                call.person(),
                                call.tenant(),
                                new DeviceId(call.uuid("id", id)),
                                call.uuid("commandId", commandId))
                        .map(Reply::ok));
    }

    @FunctionName("get-command-output")
    public HttpResponseMessage output(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/commands/{commandId:guid}/output")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("commandId") String commandId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_COMMAND_OUTPUT,
                request,
                context,
                call -> commands.output(
                                call.tenant(), new DeviceId(call.uuid("id", id)), call.uuid("commandId", commandId))
                        .map(text -> Reply.ok(new Text("text/plain; charset=utf-8", text))));
    }

    @FunctionName("keep-command-output")
    public HttpResponseMessage keepOutput(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PUT,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/commands/{commandId:guid}/output")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("commandId") String commandId,
            ExecutionContext context) {
        return endpoint.device(
                Operation.KEEP_COMMAND_OUTPUT,
                request,
                context,
                call -> commands.keepOutput(call.device(), call.uuid("commandId", commandId), call.text())
                        .map(kept -> Reply.noContent()));
    }

    @FunctionName("end-commands")
    public void end(@TimerTrigger(name = "timer", schedule = "20 * * * * *") String timer, ExecutionContext context) {
        int ended = end.run();
        if (ended > 0) {
            context.getLogger().info(ended + " commands expired or were forgotten");
        }
    }
}
