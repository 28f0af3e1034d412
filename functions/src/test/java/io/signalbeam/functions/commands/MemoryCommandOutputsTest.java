package io.signalbeam.functions.commands;

class MemoryCommandOutputsTest extends CommandOutputsContract {
    private final CommandOutputs outputs = new MemoryCommandOutputs();

    @Override
    protected CommandOutputs outputs() {
        return outputs;
    }
}
