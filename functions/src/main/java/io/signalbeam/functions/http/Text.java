package io.signalbeam.functions.http;

/**
 * A body that is written as it is, where others are written as JSON.
 *
 * @param type its media type
 */
public record Text(String type, String text) {}
