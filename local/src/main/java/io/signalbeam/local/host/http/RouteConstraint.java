package io.signalbeam.local.host.http;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The inline constraints of ASP.NET Core's routes, such as {@code guid} or {@code length(1,63)}. */
final class RouteConstraint {
    private static final Pattern FORM = Pattern.compile("([a-zA-Z]+)(?:\\((.*)\\))?");

    /** The forms N, D, B and P that Guid.TryParse takes. */
    private static final Pattern GUID = Pattern.compile("\\p{XDigit}{32}|"
            + "\\{\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}}|"
            + "\\(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\)|"
            + "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Pattern ALPHA = Pattern.compile("[a-zA-Z]*");

    private RouteConstraint() {}

    /** Reads one constraint; an unknown one is refused, as the real host refuses the function. */
    static Predicate<String> parse(String text) {
        var m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not a route constraint: " + text);
        }
        var argument = m.group(2) == null ? "" : m.group(2);
        return switch (m.group(1).toLowerCase(Locale.ROOT)) {
            case "guid" -> value -> GUID.matcher(value).matches();
            case "int" -> value -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long" -> value -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case "bool" -> value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
            case "alpha" -> value -> ALPHA.matcher(value).matches();
            case "decimal", "double", "float" -> RouteConstraint::number;
            case "minlength" -> length(Integer.parseInt(argument), Integer.MAX_VALUE);
            case "maxlength" -> length(0, Integer.parseInt(argument));
            case "length" -> {
                var bounds = argument.split(",", 2);
                yield length(Integer.parseInt(bounds[0].strip()), Integer.parseInt(bounds[bounds.length - 1].strip()));
            }
            case "min" -> {
                var least = Long.parseLong(argument);
                yield value -> whole(value, least, Long.MAX_VALUE);
            }
            case "max" -> {
                var most = Long.parseLong(argument);
                yield value -> whole(value, Long.MIN_VALUE, most);
            }
            case "range" -> {
                var bounds = argument.split(",", 2);
                var least = Long.parseLong(bounds[0].strip());
                var most = Long.parseLong(bounds[bounds.length - 1].strip());
                yield value -> whole(value, least, most);
            }
            case "required" -> value -> !value.isEmpty();
            case "regex" -> {
                var pattern = Pattern.compile(argument, Pattern.CASE_INSENSITIVE);
                yield value -> pattern.matcher(value).find();
            }
            default -> throw new IllegalArgumentException("an unknown route constraint: " + text);
        };
    }

    private static Predicate<String> length(int least, int most) {
        return value -> value.length() >= least && value.length() <= most;
    }

    private static boolean whole(String value, long least, long most) {
        try {
            var number = Long.parseLong(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean number(String value) {
        try {
            return new BigDecimal(value).signum() > -2;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
