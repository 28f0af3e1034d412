package io.signalbeam.functions.commands;

import io.signalbeam.functions.outcome.PermanentFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the contract of {@link CommandOutputs} in memory. */
public final class MemoryCommandOutputs implements CommandOutputs {
    private final Map<Place, byte[]> texts = new ConcurrentHashMap<>();

    @Override
    public void keep(Place place, byte[] text) {
        texts.put(place, text.clone());
    }

    @Override
    public byte[] read(Place place) {
        var text = texts.get(place);
        if (text == null) {
            throw new PermanentFailure("no such output");
        }
        return text.clone();
    }

    @Override
    public void delete(Place place) {
        texts.remove(place);
    }
}
