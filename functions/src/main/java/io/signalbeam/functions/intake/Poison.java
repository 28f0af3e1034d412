package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * An event that cannot be taken, now or on any later try.
 *
 * @param tenant of the device whose credential sent it, never of the one that it claims to be
 * @param detail a sentence for people
 */
public record Poison(Delivery delivery, @Nullable TenantId tenant, Reason reason, String detail) {}
