package io.signalbeam.functions.archive;

import io.signalbeam.shared.id.TenantId;
import java.time.LocalDate;

/**
 * A file of the archive.
 *
 * @param number 1 for the first of its tenant and day
 * @param bytes its size
 * @param sha256 of the file, in hexadecimal digits
 * @param devices whose rows are in it
 * @param inTable whether its rows are in the table too
 */
record Part(
        TenantId tenant,
        LocalDate day,
        int number,
        Sum sum,
        long bytes,
        String sha256,
        DeviceRange devices,
        boolean inTable) {

    /** Hive's way to name partitions, which DuckDB, Spark and Athena turn into columns. */
    static String blob(TenantId tenant, LocalDate day, int number) {
        return "tenant=%s/day=%s/part-%05d.parquet".formatted(tenant, day, number);
    }

    String blob() {
        return blob(tenant, day, number);
    }
}
