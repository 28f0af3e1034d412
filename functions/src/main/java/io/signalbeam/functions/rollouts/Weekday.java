package io.signalbeam.functions.rollouts;

import java.time.DayOfWeek;

/** A day of the week; the words are the API's. */
public enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun;

    static Weekday of(DayOfWeek day) {
        return switch (day) {
            case MONDAY -> Mon;
            case TUESDAY -> Tue;
            case WEDNESDAY -> Wed;
            case THURSDAY -> Thu;
            case FRIDAY -> Fri;
            case SATURDAY -> Sat;
            case SUNDAY -> Sun;
        };
    }
}
