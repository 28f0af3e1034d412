package io.signalbeam.functions.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the audit trail hashes to: SHA-256 over the words {@code signalbeam audit 1}, the hash of the row before,
 * the tenant, the place, and the row's fields in the order of {@link AuditEntry}. Each is its length in bytes (4 bytes,
 * big-endian; −1 for an absent one) and its UTF-8 text, so that no two rows read the same. A time is its milliseconds
 * since 1970; details are JSON without spaces, fields in the order of their UTF-16 names.
 */
final class ChainHash {
    static final String START = "0".repeat(64);
    private static final String FORM = "signalbeam audit 1";

    private ChainHash() {}

    static Link link(TenantId tenant, Head before, AuditEntry entry) {
        long position = before.position() + 1;
        return new Link(position, before.hash(), hash(tenant, position, before.hash(), entry));
    }

    static String hash(TenantId tenant, long position, String previous, AuditEntry entry) {
        var sha256 = Sha256.digest();
        add(sha256, FORM);
        add(sha256, previous);
        add(sha256, tenant.toString());
        add(sha256, Long.toString(position));
        add(sha256, entry.id().toString());
        add(sha256, Long.toString(entry.at().toEpochMilli()));
        add(sha256, entry.actor());
        add(sha256, entry.action());
        add(sha256, entry.objectKind());
        add(sha256, entry.objectId());
        add(sha256, entry.credential());
        add(sha256, entry.address());
        add(sha256, canonical(entry.details()));
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void add(MessageDigest digest, @Nullable String field) {
        var bytes = field == null ? null : field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(bytes == null ? -1 : bytes.length)
                .array());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static String canonical(JsonNode node) {
        var text = new StringBuilder();
        write(node, text);
        return text.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            char before = '{';
            for (var field : sorted.entrySet()) {
                out.append(before).append(TextNode.valueOf(field.getKey())).append(':');
                write(field.getValue(), out);
                before = ',';
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            char before = '[';
            for (var item : node) {
                out.append(before);
                write(item, out);
                before = ',';
            }
            out.append(node.isEmpty() ? "[]" : "]");
        } else {
            out.append(node);
        }
    }
}
