package io.signalbeam.agent.app;

import io.signalbeam.agent.sockets.Visit;
import io.signalbeam.shared.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One look at the running agent: a {@code GET} of HTTP/1.1 (RFC 9112), after whose answer the connection ends. Written here
 * because the JDK's server knows no Unix domain sockets, and would be a module and two threads more.
 */
final class LocalView implements Visit {
    /** Of the state folder. */
    static final String FILE = "agent.sock";

    private static final Pattern REQUEST = Pattern.compile("([A-Z]+) (/[^ ?]*)(?:\\?([^ ]*))? HTTP/1\\.[01]");
    private static final Pattern LOGS = Pattern.compile("lines=([1-9][0-9]{0,2})&follow=(true|false)");
    private static final int MOST_LINES = 100;
    private static final byte[] NOTHING = {};

    /** What is shown. */
    record Sights(BooleanSupplier alive, Supplier<Health> health) {}

    private final Sights sights;

    @Nullable private final RecentLog log;

    private String request = "";
    private int lines;
    private boolean answered;
    private byte[] next = NOTHING;
    private boolean following;
    private long followed;

    /** @param log absent where it is not shown */
    LocalView(Sights sights, @Nullable RecentLog log) {
        this.sights = sights;
        this.log = log;
    }

    @Override
    public void line(String line) {
        if (answered) {
            return;
        }
        lines++;
        if (lines == 1) {
            request = line;
        } else if (line.isEmpty()) {
            answerRequest();
        } else if (lines > MOST_LINES) {
            lineTooLong();
        }
    }

    @Override
    public void lineTooLong() {
        refuse("431 Request Header Fields Too Large", "This takes requests of a few short lines.");
    }

    @Override
    public byte[] answer() {
        if (following && log != null && next.length == 0) {
            var part = log.after(followed);
            followed = part.next();
            return part.text().getBytes(StandardCharsets.UTF_8);
        }
        var now = next;
        next = NOTHING;
        return now;
    }

    @Override
    public boolean isOver() {
        return answered && !following && next.length == 0;
    }

    @Override
    public boolean isAwaited() {
        return following;
    }

    private void answerRequest() {
        var parts = REQUEST.matcher(request);
        if (!parts.matches()) {
            refuse("400 Bad Request", "This is no request of HTTP/1.1.");
        } else if (!parts.group(1).equals("GET")) {
            refuse("405 Method Not Allowed\r\nAllow: GET", "There is nothing to do here but to look.");
        } else {
            get(parts.group(2), parts.group(3) == null ? "" : parts.group(3));
        }
    }

    private void get(String path, String query) {
        switch (path) {
            case "/health/live" -> {
                boolean alive = sights.alive().getAsBoolean();
                json(alive, Map.of("alive", alive));
            }
            case "/health/ready" -> {
                var health = sights.health().get();
                json(health.ready(), health);
            }
            case "/logs" -> logs(query);
            default -> refuse("404 Not Found", "There are /health/live and /health/ready.");
        }
    }

    private void logs(String query) {
        var wanted = LOGS.matcher(query);
        if (log == null) {
            refuse("404 Not Found", "The log is told at " + FILE + " in the state folder only.");
        } else if (!wanted.matches() || Integer.parseInt(wanted.group(1)) > RecentLog.MOST) {
            refuse("400 Bad Request", "lines must be from 1 to " + RecentLog.MOST + ", and follow true or false.");
        } else {
            var part = log.last(Integer.parseInt(wanted.group(1)));
            following = wanted.group(2).equals("true");
            followed = part.next();
            send("200 OK", "text/plain; charset=utf-8", part.text());
        }
    }

    private void json(boolean isWell, Object value) {
        send(isWell ? "200 OK" : "503 Service Unavailable", "application/json", Json.write(value) + "\n");
    }

    private void refuse(String status, String detail) {
        var code = Integer.parseInt(status.substring(0, 3));
        var problem =
                Map.of("title", status.substring(4).lines().findFirst().orElse(""), "status", code, "detail", detail);
        send(status, "application/problem+json", Json.write(problem) + "\n");
    }

    /** The end of the connection is the end of the body. */
    private void send(String status, String type, String body) {
        answered = true;
        next = ("HTTP/1.1 " + status + "\r\nContent-Type: " + type
                        + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
