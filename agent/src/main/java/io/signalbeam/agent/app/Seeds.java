package io.signalbeam.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an image was given to enrol by itself: a file with the token, and a file with server, token, name and labels, which
 * may lie on the boot partition, where any computer can write it before the first start. Neither keeps its token once the
 * machine is a device.
 *
 * @param tokenFile the token and nothing else; null when there is none
 * @param seedFile YAML; null when there is none
 */
public record Seeds(@Nullable Path tokenFile, @Nullable Path seedFile) {
    static final Path DEFAULT_TOKEN_FILE = Path.of("/etc/signalbeam/enrollment-token");
    static final List<Path> DEFAULT_FILES =
            List.of(Path.of("/boot/firmware/signalbeam.yaml"), Path.of("/boot/signalbeam.yaml"));

    private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
    private static final Set<String> TEXTS = Set.of("server", "name");
    private static final String TOKEN = "token";

    /** @param texts settings by their key */
    record Seed(
            Map<String, String> texts,
            Map<String, String> labels,
            @Nullable String token) {}

    /** @throws IOException when the file is not readable, or says what it cannot */
    static Seed parse(Path file) throws IOException {
        var texts = new TreeMap<String, String>();
        var labels = new TreeMap<String, String>();
        for (var field : tree(file).properties()) {
            var value = field.getValue();
            if ((TEXTS.contains(field.getKey()) || field.getKey().equals(TOKEN)) && value.isValueNode()) {
                texts.put(field.getKey(), value.asText().strip());
            } else if (field.getKey().equals("labels") && value.isObject()) {
                value.properties()
                        .forEach(label -> labels.put(
                                label.getKey(),
                                label.getValue().isNull()
                                        ? ""
                                        : label.getValue().asText()));
            } else {
                throw new IOException(file + ": " + field.getKey() + " is not server, token, name or labels");
            }
        }
        var token = texts.remove(TOKEN);
        return new Seed(texts, labels, token);
    }

    /** Takes the token out of both, where it is still there. A file that cannot be written is told in the log. */
    void forgetToken() {
        if (tokenFile != null) {
            forget(tokenFile, Files::deleteIfExists);
        }
        if (seedFile != null && Files.exists(seedFile)) {
            forget(seedFile, Seeds::withoutToken);
        }
    }

    private interface Change {
        boolean apply(Path file) throws IOException;
    }

    private static void forget(Path file, Change change) {
        try {
            if (change.apply(file)) {
                LOG.info("the enrollment token is taken out of {}", file);
            }
        } catch (IOException e) {
            LOG.warn("the enrollment token is still in {}, which cannot be written: {}", file, e.toString());
        }
    }

    private static boolean withoutToken(Path file) throws IOException {
        var tree = tree(file);
        if (!(tree instanceof ObjectNode object) || object.remove(TOKEN) == null) {
            return false;
        }
        var text = "# The enrollment token was used, and taken out.\n"
                + (object.isEmpty() ? "" : new YAMLMapper().writeValueAsString(object));
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static JsonNode tree(Path file) throws IOException {
        var mapper = new YAMLMapper();
        var text = Files.readString(file);
        try {
            // Editors of other systems begin a file with a mark of its byte order.
            var tree = mapper.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
            return tree == null || !tree.isObject() ? mapper.createObjectNode() : tree;
        } catch (JsonProcessingException e) {
            // The parser's own words quote the line, which may be the token's.
            var at = e.getLocation();
            throw new IOException(file + " is not YAML" + (at == null ? "" : ", line " + at.getLineNr()));
        }
    }
}
