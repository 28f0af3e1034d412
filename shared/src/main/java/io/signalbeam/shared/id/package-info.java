/**
 * Typed identifiers. Every id is a UUIDv7 in lower case, or a DNS label; nothing else belongs here.
 */
@NullMarked
package io.signalbeam.shared.id;

import org.jspecify.annotations.NullMarked;
