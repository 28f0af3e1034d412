package io.signalbeam.functions.exports;

/**
 * A file of an export.
 *
 * @param name within the export, with slashes
 * @param rows lines of a table, rows of an archived file, files in a zip; 1 of a file that is taken as it is
 * @param sha256 of the file, in hexadecimal digits
 */
record TakenFile(String name, long bytes, long rows, String sha256) {}
