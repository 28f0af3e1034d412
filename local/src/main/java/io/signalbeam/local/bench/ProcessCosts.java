package io.signalbeam.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux counts of a process, see proc(5). */
final class ProcessCosts {
    /** {@code USER_HZ}, the same on every architecture that an agent runs on. */
    private static final double TICKS_A_SECOND = 100;

    private ProcessCosts() {}

    /** {@code VmRSS}. */
    static double residentMebibytes(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("process " + pid + " has no resident memory: it has ended");
    }

    /** {@code utime} and {@code stime}: processor time since the start, to a hundredth of a second. */
    static double cpuSeconds(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The program's name, which may hold anything, is in the last pair of parentheses; what follows begins with
        // field 3.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }
}
