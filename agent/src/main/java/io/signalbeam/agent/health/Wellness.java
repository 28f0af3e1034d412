package io.signalbeam.agent.health;

/** What a container of a version on trial looks like. */
public sealed interface Wellness {

    /** It runs and is healthy, long enough; or it has ended as its restart policy allows. */
    record Well() implements Wellness {}

    /** It may yet become well. */
    record NotYet(String why) implements Wellness {}

    /** It has shown that it does not work. */
    record Broken(String code, String why) implements Wellness {}
}
