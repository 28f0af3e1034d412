package io.signalbeam.local.host.timer;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a timer's status in a blob, in the real host's JSON. */
final class TimerStatusBlob {
    private static final Logger LOG = LoggerFactory.getLogger(TimerStatusBlob.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** .NET's default date, which stands for "never" in this blob. */
    static final String NEVER = "0001-01-01T00:00:00";

    private final BlobClient blob;

    TimerStatusBlob(BlobClient blob) {
        this.blob = blob;
    }

    /** The status; absent when there is none, or none that can be read. */
    @Nullable TimerStatus read() {
        try {
            var node = JSON.readTree(blob.downloadContent().toBytes());
            var last = node.path("Last").asText();
            return new TimerStatus(
                    last.startsWith(NEVER) ? null : Instant.parse(last),
                    Instant.parse(node.path("Next").asText()),
                    Instant.parse(node.path("LastUpdated").asText()));
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 404) {
                return null;
            }
            throw e;
        } catch (java.io.IOException | DateTimeException e) {
            LOG.warn("The status of a timer cannot be read, and is begun anew: {}", blob.getBlobName(), e);
            return null;
        }
    }

    void write(TimerStatus status) throws JsonProcessingException {
        blob.upload(BinaryData.fromBytes(JSON.writeValueAsBytes(fields(status))), true);
    }

    static com.fasterxml.jackson.databind.node.ObjectNode fields(TimerStatus status) {
        return JSON.createObjectNode()
                .put("Last", status.last() == null ? NEVER : status.last().toString())
                .put("Next", status.next().toString())
                .put("LastUpdated", status.lastUpdated().toString());
    }
}
