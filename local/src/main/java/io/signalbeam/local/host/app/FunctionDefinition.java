package io.signalbeam.local.host.app;

/** One function, as its function.json declares it. */
public record FunctionDefinition(String name, String className, String methodName, Trigger trigger, Retry retry) {

    /**
     * The same with settings put into its trigger.
     *
     * @throws IllegalArgumentException when a setting is missing, with the function's name
     */
    public FunctionDefinition resolve(Settings settings) {
        try {
            return new FunctionDefinition(name, className, methodName, trigger.resolve(settings), retry);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("function " + name + ": " + e.getMessage(), e);
        }
    }
}
