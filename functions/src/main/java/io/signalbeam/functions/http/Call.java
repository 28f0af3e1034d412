package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.page.Cursor;
import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.functions.page.Page;
import io.signalbeam.shared.id.UuidV7;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One request. Whatever its methods cannot decode ends the call with a problem that names the parameter or the field, so
 * that a function reads its input in one expression.
 */
public sealed class Call permits PersonCall, DeviceCall, AnonymousCall {
    private static final Pattern REVISION = Pattern.compile("\"r(\\d{1,18})\"");

    private final HttpRequestMessage<Optional<String>> request;
    private final String correlationId;

    Call(HttpRequestMessage<Optional<String>> request, String correlationId) {
        this.request = request;
        this.correlationId = correlationId;
    }

    public String correlationId() {
        return correlationId;
    }

    HttpRequestMessage<Optional<String>> request() {
        return request;
    }

    public Optional<String> header(String name) {
        return header(request.getHeaders(), name);
    }

    static Optional<String> header(Map<String, String> headers, String name) {
        var exact = headers.get(name.toLowerCase(Locale.ROOT));
        return exact != null
                ? Optional.of(exact)
                : headers.entrySet().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    /** The body as it was sent; empty when there was none. */
    public String text() {
        var body = request.getBody();
        return body == null ? "" : body.orElse("");
    }

    /** The media type of the body, in lower case and without parameters; empty when none was sent. */
    public String contentType() {
        return header("content-type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** The JSON body as a record: see {@link BodyDecoder}. */
    public <T extends Record> T body(Class<T> type) {
        return body(type, true);
    }

    /** As {@link #body(Class)}, for what devices send: unknown fields are ignored, since agents may be newer. */
    public <T extends Record> T lenientBody(Class<T> type) {
        return body(type, false);
    }

    private <T extends Record> T body(Class<T> type, boolean strict) {
        var media = contentType();
        if (!media.isEmpty() && !media.equals("application/json") && !media.endsWith("+json")) {
            throw new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
        }
        return BodyDecoder.decode(text(), type, strict);
    }

    /**
     * The body of an HTML form ({@code application/x-www-form-urlencoded}), as OAuth has it: each parameter once, and one
     * without a value as if it was not sent (RFC 6749 §3.2).
     */
    public Map<String, String> form() {
        if (!contentType().equals("application/x-www-form-urlencoded")) {
            throw new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/x-www-form-urlencoded.");
        }
        var form = new HashMap<String, String>();
        for (var pair : text().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && equals < pair.length() - 1) {
                var name = decoded(pair.substring(0, equals));
                if (form.put(name, decoded(pair.substring(equals + 1))) != null) {
                    throw invalid(name, "conflict", "It is there twice.");
                }
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body is no form: an escape is cut off.");
        }
    }

    public Optional<String> query(String name) {
        var value = Optional.ofNullable(request.getQueryParameters().get(name)).filter(text -> !text.isEmpty());
        return value.map(text -> word(name, text));
    }

    /** A name in the path, as it stands there. PostgreSQL keeps no U+0000, and no name or label has one. */
    public String word(String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(name, "format", "It takes no character U+0000.");
        }
        return text;
    }

    /** A comma list of an enum's words; empty when it was not sent. */
    public <E extends Enum<E>> List<E> queryWords(String name, Class<E> words) {
        return query(name).stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(word -> Arrays.stream(words.getEnumConstants())
                        .filter(constant -> constant.name().equals(word.strip()))
                        .findFirst()
                        .orElseThrow(() -> invalid(
                                name, "unknown", "It takes any of " + Arrays.toString(words.getEnumConstants()) + ".")))
                .distinct()
                .toList();
    }

    public Optional<Integer> queryInt(String name, int least, int greatest) {
        return query(name).map(text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= greatest) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw invalid(name, "type", "It takes a whole number.");
            }
            throw invalid(name, "range", "It takes " + least + " to " + greatest + ".");
        });
    }

    public Optional<Boolean> queryBoolean(String name) {
        return query(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "type", "It takes true or false.");
        });
    }

    public Optional<Instant> queryInstant(String name) {
        return query(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw invalid(name, "format", "It takes a time like 2026-01-31T12:00:00.000Z.");
            }
        });
    }

    public Optional<UUID> queryUuid(String name) {
        return query(name).map(text -> uuid(name, text));
    }

    /** A value of the path. Routes constrain ids already; this is for hosts that do not. */
    public UUID uuid(String name, String text) {
        try {
            return UuidV7.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name, "format", "It takes a UUID.");
        }
    }

    /** A day of the path. */
    public LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid(name, "format", "It takes a day like 2026-01-31.");
        }
    }

    public Page page() {
        return page(Page.MAX);
    }

    /** Of a list whose items are small. */
    public Page page(int most) {
        int limit = queryInt("limit", 1, most).orElse(Page.DEFAULT);
        var list = list();
        var after = query("cursor").map(cursor -> Cursor.decode(list, cursor).orElseThrow(InvalidCursor::new));
        return new Page(limit, after.orElse(null), list);
    }

    /** What a list is of and how it is filtered and sorted, in 16 digits: a place in one says nothing about another. */
    private String list() {
        var what = new TreeMap<>(request.getQueryParameters());
        what.keySet().removeAll(Set.of("limit", "cursor"));
        return IdempotencySql.hex("list", request.getUri().getRawPath() + what).substring(0, 16);
    }

    /** What {@code If-Match} says: any revision when it is absent or {@code *}. */
    public ExpectedRevision expectedRevision() {
        var header = header("if-match").orElse("*").strip();
        if (header.equals("*")) {
            return ExpectedRevision.ANY;
        }
        var revisions = new HashSet<Long>();
        for (var tag : header.split(",", -1)) {
            var matcher = REVISION.matcher(tag.strip());
            if (matcher.matches()) {
                revisions.add(Long.valueOf(matcher.group(1)));
            }
        }
        return new ExpectedRevision(false, revisions);
    }

    /** Whether {@code If-None-Match} names this entity tag (weak comparison, RFC 9110 §13.1.2). */
    public boolean noneMatchNames(String tag) {
        return header("if-none-match")
                .map(header -> header.strip().equals("*")
                        || Arrays.stream(header.split(",", -1))
                                .map(String::strip)
                                .map(text -> text.startsWith("W/") ? text.substring(2) : text)
                                .anyMatch(tag::equals))
                .orElse(false);
    }

    private static Rejection invalid(String field, String code, String message) {
        return new Rejection(
                new FieldErrors().add(field, code, message).refusal().orElseThrow());
    }
}
