package io.signalbeam.shared.desired;

/**
 * A secret of the tenant in the version that is asked for; never its value.
 *
 * @param name a DNS label
 * @param version changes with every new value and says nothing about it
 */
public record SecretRef(String name, String version) {}
