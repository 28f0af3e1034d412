package io.signalbeam.functions.exports;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is not taken along.
 *
 * @param table in which it is
 * @param column null for the whole table
 * @param why for the customer's eyes: it stands in the export's manifest
 */
record LeftOut(String table, @Nullable String column, String why) {
    private static final String AUDIT = "in audit.jsonl, with the chain that proves it whole";
    private static final String COMPUTED = "computed from samples, all of which are in samples/ and archive/";
    private static final String NOTES = "notes of a timer on what is to be computed next";
    private static final String HASH = "the hash of a credential, which opens nothing elsewhere";
    private static final String VAULT = "where the vault keeps a value, which is never shown again";
    private static final String PLATFORM = "of the installation's operators";

    /** Whatever is not here goes along. */
    static final List<LeftOut> ALL = List.of(
            new LeftOut("audit_log", null, AUDIT),
            new LeftOut("audit_chain", null, AUDIT),
            new LeftOut("audit_heads", null, AUDIT),
            new LeftOut("audit_unsealed", null, AUDIT),
            new LeftOut("device_metrics_5m", null, COMPUTED),
            new LeftOut("device_metrics_1h", null, COMPUTED),
            new LeftOut("device_metrics_1d", null, COMPUTED),
            new LeftOut("metrics_dirty", null, NOTES),
            new LeftOut("rollups_dirty", null, NOTES),
            new LeftOut("metrics_complete_from", null, NOTES),
            new LeftOut("outbox", null, "notes of which devices are to be told what the other tables say"),
            new LeftOut("idempotency_keys", null, "answers of the last day kept for repeats, tokens among them"),
            new LeftOut(
                    "request_nonces", null, "marks of signed requests of the last minutes, so that none comes twice"),
            new LeftOut("used_ci_tokens", null, "marks of tokens of the last hours, so that none comes twice"),
            new LeftOut("pipeline_tokens", null, "credentials of the last minutes, as hashes"),
            new LeftOut("tenant_exports", null, "exports like this one"),
            new LeftOut("tenant_export_files", null, "files of exports like this one"),
            new LeftOut("access_tokens", "secret_hash", HASH),
            new LeftOut("enrollment_tokens", "secret_hash", HASH),
            new LeftOut("device_keys", "hash", HASH),
            new LeftOut("secrets", "vault_version", VAULT),
            new LeftOut("alert_webhooks", "vault_version", VAULT),
            new LeftOut("tenants", "deleted_by", PLATFORM),
            new LeftOut("tenants", "removed", PLATFORM),
            new LeftOut("tenants", "removed_through", PLATFORM));

    static boolean hasTable(String table) {
        return ALL.stream().anyMatch(one -> one.column() == null && one.table().equals(table));
    }

    static Set<String> columns(String table) {
        return ALL.stream()
                .filter(one -> one.column() != null && one.table().equals(table))
                .map(one -> String.valueOf(one.column()))
                .collect(Collectors.toSet());
    }
}
