package io.signalbeam.local.host.app;

/** One function, as its function.json declares it. */
public record FunctionDefinition(String name, String className, String methodName, Trigger trigger, Retry retry) {}
