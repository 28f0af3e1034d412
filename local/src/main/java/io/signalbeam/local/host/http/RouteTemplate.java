package io.signalbeam.local.host.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A route as ASP.NET Core reads it: literals without regard to case, {@code {id:guid}}, {@code {x?}}, {@code {*rest}}. */
final class RouteTemplate {
    private static final Pattern PARAMETER = Pattern.compile(
            "\\{(\\*{0,2})([^:=?{}]+)((?::[^:=?{}]*(?:\\{\\d+(?:,\\d*)?})?" + "[^:=?{}]*)*)(?:=([^{}]*?))?(\\?)?}");

    private sealed interface Segment {}

    private record Literal(String text) implements Segment {}

    private record Single(
            String name,
            List<Predicate<String>> constraints,
            boolean optional,
            @Nullable String fallback) implements Segment {}

    private record Rest(String name, List<Predicate<String>> constraints) implements Segment {}

    /** Literals and parameters in one segment, such as {@code v{major}.{minor}}. */
    private record Mixed(Pattern pattern, List<Single> parameters) implements Segment {}

    private final String text;
    private final List<Segment> segments;

    private RouteTemplate(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    /**
     * Reads a route.
     *
     * @throws IllegalArgumentException when a parameter or constraint has no known form
     */
    static RouteTemplate parse(String route) {
        var segments = new ArrayList<Segment>();
        for (var part : split(route)) {
            segments.add(segment(part));
        }
        return new RouteTemplate(route, List.copyOf(segments));
    }

    /** A path in its segments, still encoded; slashes at either end do not count. */
    static List<String> split(String path) {
        var parts = new ArrayList<String>(8);
        var from = path.startsWith("/") ? 1 : 0;
        var end = path.length() > from && path.endsWith("/") ? path.length() - 1 : path.length();
        while (from < end) {
            var slash = path.indexOf('/', from);
            var to = slash < 0 || slash > end ? end : slash;
            parts.add(path.substring(from, to));
            from = to + 1;
        }
        return parts;
    }

    /** What the parameters are for a path; absent when the route does not match it. */
    @Nullable Map<String, String> match(List<String> path) {
        Map<String, String> values = Map.of();
        for (var i = 0; i < segments.size(); i++) {
            var part = i < path.size() ? path.get(i) : null;
            switch (segments.get(i)) {
                case Literal literal -> {
                    if (part == null || !literal.text().equalsIgnoreCase(decode(part))) {
                        return null;
                    }
                }
                case Single single -> {
                    var value = part == null ? single.fallback() : decode(part);
                    if (value == null || value.isEmpty()) {
                        if (!single.optional()) {
                            return null;
                        }
                    } else if (accepts(single.constraints(), value)) {
                        values = with(values, single.name(), value);
                    } else {
                        return null;
                    }
                }
                case Rest rest -> {
                    if (part != null) {
                        var value = decode(String.join("/", path.subList(i, path.size())));
                        if (!accepts(rest.constraints(), value)) {
                            return null;
                        }
                        values = with(values, rest.name(), value);
                    }
                    return values;
                }
                case Mixed mixed -> {
                    var m = mixed.pattern().matcher(part == null ? "" : decode(part));
                    if (!m.matches()) {
                        return null;
                    }
                    for (var j = 0; j < mixed.parameters().size(); j++) {
                        var parameter = mixed.parameters().get(j);
                        if (!accepts(parameter.constraints(), m.group(j + 1))) {
                            return null;
                        }
                        values = with(values, parameter.name(), m.group(j + 1));
                    }
                }
            }
        }
        return path.size() > segments.size() ? null : values;
    }

    private static boolean accepts(List<Predicate<String>> constraints, String value) {
        for (var constraint : constraints) {
            if (!constraint.test(value)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> with(Map<String, String> values, String name, String value) {
        var all = values.isEmpty() ? new HashMap<String, String>() : values;
        all.put(name, value);
        return all;
    }

    /** Everything is decoded but {@code %2F}, which stays apart from a real slash. */
    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(
                    part.replace("+", "%2B").replace("%2F", "%252F").replace("%2f", "%252f"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    private static Segment segment(String part) {
        if (part.indexOf('{') < 0) {
            return new Literal(part);
        }
        var m = PARAMETER.matcher(part);
        if (m.matches()) {
            var name = m.group(2).strip();
            var constraints = constraints(m.group(3));
            return m.group(1).isEmpty()
                    ? new Single(name, constraints, m.group(5) != null, m.group(4))
                    : new Rest(name, constraints);
        }
        var pattern = new StringBuilder();
        var parameters = new ArrayList<Single>();
        var end = 0;
        m.reset();
        while (m.find()) {
            pattern.append(literal(part.substring(end, m.start()))).append("(.+?)");
            parameters.add(new Single(m.group(2).strip(), constraints(m.group(3)), false, null));
            end = m.end();
        }
        pattern.append(literal(part.substring(end)));
        return new Mixed(Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE), List.copyOf(parameters));
    }

    private static String literal(String text) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException("a route has an unreadable part: " + text);
        }
        return Pattern.quote(text);
    }

    private static List<Predicate<String>> constraints(String text) {
        var constraints = new ArrayList<Predicate<String>>();
        for (var constraint : text.split(":", -1)) {
            if (!constraint.isEmpty()) {
                constraints.add(RouteConstraint.parse(constraint));
            }
        }
        return List.copyOf(constraints);
    }

    @Override
    public String toString() {
        return text;
    }
}
