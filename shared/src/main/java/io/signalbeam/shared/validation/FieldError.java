package io.signalbeam.shared.validation;

/**
 * One thing that is wrong with an input.
 *
 * @param field where, as a path from the body's root: {@code containers[0].ports[1].host}; a query parameter by its name
 * @param code a stable word for programs: {@code required}, {@code format}, {@code range}, {@code unknown},
 *     {@code duplicate}, {@code type}, {@code conflict}, {@code reference}
 * @param message a sentence for people, which says what would be right
 */
public record FieldError(String field, String code, String message) {}
