package io.signalbeam.shared.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.json.JsonText;
import io.signalbeam.shared.json.Rfc3339;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a device's report and refuses what is wrong in it; fields that it does not know are ignored. */
public final class ReportReader {
    /** The greatest report, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_ITEMS = 1024;
    private static final int MAX_COMMANDS = 64;
    private static final int MAX_WORD = 64;
    private static final int MAX_NAME = 128;
    private static final int MAX_TEXT = 4096;
    private static final UUID NIL = new UUID(0, 0);
    /** The others are for people to say. */
    private static final Set<CommandStatus> SAID_OF_COMMANDS =
            EnumSet.complementOf(EnumSet.of(CommandStatus.Pending, CommandStatus.Cancelled));

    private ReportReader() {}

    public static Validated<DeviceReport> read(byte[] json) {
        return switch (JsonText.parse(json, "", MAX_BYTES)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> {
                var errors = new FieldErrors();
                var report = read(node, "", errors);
                yield errors.orElse(() -> report);
            }
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    /**
     * Reads a report inside another document.
     *
     * @param path of the report in it
     * @return to be used only if no error was added
     */
    public static DeviceReport read(JsonNode json, String path, FieldErrors errors) {
        var fields = FieldReader.of(json, path, errors);
        return new DeviceReport(
                (int) fields.requiredInteger("schema", 1, Integer.MAX_VALUE),
                deviceId(fields),
                fields.requiredInteger("sequence", 0, Long.MAX_VALUE),
                fields.requiredInteger("observedGeneration", 0, Long.MAX_VALUE),
                requiredTime(fields, "at"),
                facts(fields),
                fields.objects("bundles", MAX_ITEMS).stream()
                        .map(ReportReader::bundle)
                        .toList(),
                fields.objects("containers", MAX_ITEMS).stream()
                        .map(ReportReader::container)
                        .toList(),
                fields.string("instance", MAX_WORD),
                fields.objects("commands", MAX_COMMANDS).stream()
                        .map(ReportReader::command)
                        .toList());
    }

    /** Facts about a machine, in a report or an enrolment; an error is noted when they are missing. */
    public static AgentFacts facts(FieldReader parent, String field) {
        var fields = parent.object(field);
        if (fields == null) {
            if (parent.isObject()) {
                parent.error(field, "required", "must be given");
            }
            return new AgentFacts("", "", "", "", null);
        }
        return new AgentFacts(
                fields.requiredString("version", MAX_NAME),
                fields.requiredString("os", MAX_NAME),
                fields.requiredString("arch", MAX_NAME),
                fields.requiredString("hostname", 253),
                fields.string("runtime", MAX_NAME));
    }

    private static AgentFacts facts(FieldReader report) {
        return facts(report, "agent");
    }

    private static DeviceId deviceId(FieldReader fields) {
        return new DeviceId(uuid(fields, "deviceId"));
    }

    private static UUID uuid(FieldReader fields, String field) {
        var text = fields.requiredString(field, MAX_NAME);
        try {
            return text.isEmpty() ? NIL : UuidV7.parse(text);
        } catch (IllegalArgumentException notOne) {
            fields.error(field, "format", "must be a UUID of 36 characters");
            return NIL;
        }
    }

    private static BundleStatus bundle(FieldReader fields) {
        return new BundleStatus(
                fields.requiredString("bundleId", MAX_WORD),
                fields.requiredString("version", MAX_NAME),
                state(fields),
                error(fields));
    }

    private static BundleState state(FieldReader fields) {
        return word(fields, "state", EnumSet.allOf(BundleState.class), BundleState.Pending);
    }

    private static CommandAnswer command(FieldReader fields) {
        var progress = fields.integer("progress", 0, 100);
        return new CommandAnswer(
                uuid(fields, "id").toString(),
                word(fields, "status", SAID_OF_COMMANDS, CommandStatus.Delivered),
                progress == null ? null : Math.toIntExact(progress),
                fields.string("message", CommandAnswer.MAX_MESSAGE));
    }

    /** A constant by its name; another one where that was not one of these, and an error was noted. */
    private static <E extends Enum<E>> E word(FieldReader fields, String field, Set<E> known, E otherwise) {
        var word = fields.requiredString(field, MAX_WORD);
        for (var constant : known) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        if (!word.isEmpty()) {
            fields.error(
                    field,
                    "format",
                    known.stream().map(Enum::name).collect(Collectors.joining(", ", "must be one of ", "")));
        }
        return otherwise;
    }

    private static @Nullable ReportedError error(FieldReader fields) {
        var error = fields.object("error");
        return error == null
                ? null
                : new ReportedError(
                        error.requiredString("code", MAX_WORD),
                        error.string("message", MAX_TEXT, ""),
                        error.string("container", MAX_WORD));
    }

    private static ContainerStatus container(FieldReader fields) {
        return new ContainerStatus(
                fields.requiredString("bundle", MAX_WORD),
                fields.requiredString("name", MAX_WORD),
                fields.requiredString("image", 1024),
                fields.string("digest", 256),
                fields.requiredString("state", MAX_WORD),
                fields.string("health", MAX_WORD),
                fields.integer("restarts", 0, Integer.MAX_VALUE, 0),
                time(fields, "startedAt"),
                fields.string("error", MAX_TEXT));
    }

    private static Instant requiredTime(FieldReader fields, String field) {
        if (!fields.has(field) && fields.isObject()) {
            fields.error(field, "required", "must be given");
        }
        var time = time(fields, field);
        return time == null ? Instant.EPOCH : time;
    }

    private static @Nullable Instant time(FieldReader fields, String field) {
        var text = fields.string(field, MAX_WORD);
        if (text == null) {
            return null;
        }
        var time = Rfc3339.parse(text);
        if (time.isEmpty()) {
            fields.error(field, "format", "must be a time of RFC 3339, such as 2026-11-21T04:05:06.789Z");
        }
        return time.orElse(null);
    }
}
