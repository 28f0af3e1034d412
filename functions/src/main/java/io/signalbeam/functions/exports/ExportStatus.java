package io.signalbeam.functions.exports;

/** How an export stands. */
public enum ExportStatus {
    Pending,
    Running,
    /** All files are there. */
    Completed,
    /** It could not be made, and has no files. */
    Failed,
    /** Its files are gone. */
    Expired
}
