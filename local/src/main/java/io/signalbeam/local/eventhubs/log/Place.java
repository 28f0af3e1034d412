package io.signalbeam.local.eventhubs.log;

/**
 * Where an event stands in its partition.
 *
 * @param offset bytes before its record since the partition began; deleted segments count
 * @param sequence 0 for the first event ever, without gaps
 * @param time when it was appended, in milliseconds since 1970; never less than the event before
 */
public record Place(long offset, long sequence, long time) {}
