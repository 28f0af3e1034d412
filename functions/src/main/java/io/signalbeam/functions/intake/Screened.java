package io.signalbeam.functions.intake;

import java.util.List;

/** A batch, sorted into what can be taken and what never can; each in the order of its delivery. */
public record Screened<T>(List<Accepted<T>> accepted, List<Poison> poison) {

    public Screened {
        accepted = List.copyOf(accepted);
        poison = List.copyOf(poison);
    }
}
