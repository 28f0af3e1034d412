package io.signalbeam.shared.trust;

/**
 * Why a bundle is not believed.
 *
 * @param code {@code signature-required}, {@code signature-invalid} or {@code signing-key-unknown}
 */
public record Distrust(String code, String message) {}
