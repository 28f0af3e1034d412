package io.signalbeam.functions.logs;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A file: an hour of one container. Its name begins with the day on which it may go, so that what has to go lies together.
 *
 * @param bundle a DNS label, as the container's name is
 * @param hour in which the first line of each batch was written
 */
record LogFile(TenantId tenant, DeviceId device, String bundle, String container, int retentionDays, Instant hour) {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    LogFile {
        hour = hour.truncatedTo(ChronoUnit.HOURS);
    }

    /** The first day, in UTC, on which nothing of it has to be there any more. */
    LocalDate ends() {
        return LocalDate.ofInstant(hour, ZoneOffset.UTC).plusDays(retentionDays + 1L);
    }

    String name() {
        return "%s/%s/%s/%s/%s/%s.log".formatted(ends(), tenant, device, HOUR.format(hour), bundle, container);
    }
}
