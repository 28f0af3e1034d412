package io.signalbeam.functions.outcome;

import io.signalbeam.shared.validation.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with an input, so that a caller learns of everything at once. Absent values pass. */
public final class FieldErrors {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final List<FieldError> errors = new ArrayList<>();

    public FieldErrors add(String field, String code, String message) {
        errors.add(new FieldError(field, code, message));
        return this;
    }

    public FieldErrors addAll(Collection<FieldError> more) {
        errors.addAll(more);
        return this;
    }

    public FieldErrors length(String field, @Nullable String text, int least, int greatest) {
        if (text != null && (text.length() < least || text.length() > greatest)) {
            add(
                    field,
                    "range",
                    "It has " + text.length() + " characters; " + least + " to " + greatest + " are allowed.");
        }
        return this;
    }

    public FieldErrors range(String field, @Nullable Number number, long least, long greatest) {
        if (number != null && (number.longValue() < least || number.longValue() > greatest)) {
            add(field, "range", "It is " + number + "; " + least + " to " + greatest + " is allowed.");
        }
        return this;
    }

    public FieldErrors size(String field, @Nullable Collection<?> items, int least, int greatest) {
        if (items != null && (items.size() < least || items.size() > greatest)) {
            add(field, "range", "It has " + items.size() + " items; " + least + " to " + greatest + " are allowed.");
        }
        return this;
    }

    public FieldErrors dnsLabel(String field, @Nullable String text) {
        if (text != null && !DNS_LABEL.matcher(text).matches()) {
            add(field, "format", "It takes 1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or a digit.");
        }
        return this;
    }

    /** What was found so far. */
    public List<FieldError> all() {
        return List.copyOf(errors);
    }

    public int count() {
        return errors.size();
    }

    /** The refusal, when there was anything to refuse. */
    public Optional<Refusal> refusal() {
        return errors.isEmpty() ? Optional.empty() : Optional.of(new Refusal.Invalid(errors));
    }
}
