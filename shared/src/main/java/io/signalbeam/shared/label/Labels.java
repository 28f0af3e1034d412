package io.signalbeam.shared.label;

import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A device's labels, valid as in Kubernetes ("Labels and Selectors"): a key is a name of at most 63 characters with an
 * optional DNS subdomain and a slash before it, a value has at most 63 characters or none. A plain tag is a label whose
 * value is empty. The keys of {@link Fact} are taken.
 *
 * @param values sorted by key, at most {@value #MAX_LABELS}
 */
public record Labels(SortedMap<String, String> values) {
    public static final int MAX_LABELS = 64;
    public static final Labels NONE = new Labels(new TreeMap<>());

    /** @throws IllegalArgumentException when a label is not valid; {@link #of} tells all that is wrong instead */
    public Labels {
        var errors = errors(values, "labels");
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    errors.getFirst().field() + ": " + errors.getFirst().message());
        }
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** @param field the path that errors start with; each names its label: {@code labels.env} */
    public static Validated<Labels> of(Map<String, String> values, String field) {
        var errors = errors(values, field);
        return errors.isEmpty() ? Validated.valid(new Labels(new TreeMap<>(values))) : Validated.invalid(errors);
    }

    private static List<FieldError> errors(Map<String, String> values, String field) {
        var errors = new ArrayList<FieldError>();
        if (values.size() > MAX_LABELS) {
            errors.add(new FieldError(field, "range", "at most " + MAX_LABELS + " labels, not " + values.size()));
        }
        for (var label : new TreeMap<>(values).entrySet()) {
            var path = field + "." + label.getKey();
            LabelSyntax.keyProblem(label.getKey())
                    .ifPresent(problem -> errors.add(new FieldError(path, "format", problem)));
            if (Fact.ofKey(label.getKey()).isPresent()) {
                errors.add(new FieldError(
                        path, "conflict", "'" + label.getKey() + "' is a fact that the device itself reports"));
            }
            LabelSyntax.valueProblem(label.getValue())
                    .ifPresent(problem -> errors.add(new FieldError(path, "format", problem)));
        }
        return errors;
    }
}
