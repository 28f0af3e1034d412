package io.signalbeam.local.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for a value in everything that a system has written: every file below some folders, and every row of every
 * table. In plain, in Base64 wherever in a longer text it may stand, and in hexadecimal digits of either case.
 */
record CanarySearch(List<Path> folders, String databaseUrl) {

    /** The places, in words for people; none when the value is nowhere. */
    Set<String> places(String canary) throws Exception {
        var forms = forms(canary);
        var places = new TreeSet<String>();
        for (var folder : folders) {
            for (var file : files(folder)) {
                if (holds(read(file), forms)) {
                    places.add("file " + file);
                }
            }
        }
        try (var connection = DriverManager.getConnection(databaseUrl)) {
            for (var table : tables(connection)) {
                if (holds(rows(connection, table), forms)) {
                    places.add("table " + table);
                }
            }
        }
        return places;
    }

    static Set<String> forms(String canary) {
        var bytes = canary.getBytes(StandardCharsets.UTF_8);
        var forms = new LinkedHashSet<String>();
        forms.add(canary);
        var hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        for (int before = 0; before < 3; before++) {
            // Of a text that the value is a part of, these digits do not depend on what stands around it.
            var padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            var base64 = Base64.getEncoder().encodeToString(padded);
            int from = (before * 8 + 5) / 6;
            int to = padded.length * 8 / 6;
            forms.add(base64.substring(from, to));
            forms.add(base64.substring(from, to).replace('+', '-').replace('/', '_'));
        }
        return forms;
    }

    private static boolean holds(String text, Set<String> forms) {
        return forms.stream().anyMatch(text::contains);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    // The vault itself is where values belong.
                    .filter(file -> !file.toString().contains("/keyvault/"))
                    .toList();
        }
    }

    /** A byte a character; a file that is gone by now holds nothing. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var query = connection.createStatement();
                var rows = query.executeQuery("select relname from pg_class where relkind = 'r'"
                        + " and relnamespace = 'public'::regnamespace")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static String rows(Connection connection, String table) throws SQLException {
        var text = new StringBuilder();
        try (var query = connection.createStatement();
                var rows = query.executeQuery("select t::text from \"" + table + "\" t")) {
            while (rows.next()) {
                text.append(rows.getString(1)).append('\n');
            }
        }
        return text.toString();
    }
}
