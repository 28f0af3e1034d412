package io.signalbeam.functions.exports;

import java.net.URI;
import java.time.Instant;

/**
 * A file of an export and where it is fetched, as the API writes it.
 *
 * @param url to be read, with ranges too, by whoever has it
 * @param urlExpiresAt until when
 */
record LinkedFile(String name, long bytes, long rows, String sha256, URI url, Instant urlExpiresAt) {}
