package io.signalbeam.local.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was answered, by operation, and what should not have been. Any number of threads may tell it. */
final class FuzzReport {
    /** Of each operation's answers, at least this share must be 2xx, or it was not really reached. */
    static final double SUCCESSES = 0.3;

    private static final int SHOWN_OF_A_KIND = 2;

    private final Map<String, Count> counts = new TreeMap<>();
    private final Map<String, List<Finding>> findings = new TreeMap<>();

    private static final class Count {
        private int sent;
        private int withCredential;
        private int succeeded;
        private final Map<Integer, Integer> byStatus = new TreeMap<>();
        private @Nullable String refusal;
    }

    /**
     * @param objection what is wrong with the answer
     * @param reproduction a command line that does it again
     */
    record Finding(String operation, String objection, int status, String answer, String reproduction) {
        @Override
        public String toString() {
            var shown = answer.length() > 600 ? answer.substring(0, 600) + "…" : answer;
            return "%s: %s%n  answered %d %s%n  %s".formatted(operation, objection, status, shown, reproduction);
        }
    }

    /** That there is such an operation: one that nothing can be sent to shall be missed. */
    synchronized void expect(String operation) {
        counts.computeIfAbsent(operation, id -> new Count());
    }

    /** @param withCredential whether it was asked with a valid credential, or needs none */
    synchronized void answered(String operation, int status, boolean withCredential) {
        var count = counts.computeIfAbsent(operation, id -> new Count());
        count.sent++;
        count.withCredential += withCredential ? 1 : 0;
        count.byStatus.merge(status, 1, Integer::sum);
        if (status >= 200 && status < 300) {
            count.succeeded++;
        }
    }

    /** A request that is as it should be was refused: the first of each operation is shown where it has too few 2xx. */
    synchronized void refused(String operation, String refusal) {
        var count = counts.computeIfAbsent(operation, id -> new Count());
        if (count.refusal == null) {
            count.refusal = refusal;
        }
    }

    /** A line an operation of which one was. */
    synchronized List<String> refusals() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().refusal != null)
                .map(entry -> entry.getKey() + ": " + entry.getValue().refusal)
                .toList();
    }

    /** Whether it is news: of one kind the first ones are kept. */
    synchronized boolean wants(String operation, int status, String objection) {
        return findings.getOrDefault(kind(operation, status, objection), List.of())
                        .size()
                < SHOWN_OF_A_KIND;
    }

    /** Keeps it when it is news; whether it was. */
    synchronized boolean add(Finding finding) {
        if (!wants(finding.operation(), finding.status(), finding.objection())) {
            return false;
        }
        return findings.computeIfAbsent(
                        kind(finding.operation(), finding.status(), finding.objection()), kind -> new ArrayList<>())
                .add(finding);
    }

    private static String kind(String operation, int status, String objection) {
        return operation + " " + status + " " + objection.replaceAll("[0-9a-f-]{8,}|[0-9]+", "0");
    }

    synchronized int sent() {
        return counts.values().stream().mapToInt(count -> count.sent).sum();
    }

    synchronized List<Finding> findings() {
        return findings.values().stream().flatMap(List::stream).toList();
    }

    /** The fewest requests with a valid credential that any operation got. */
    synchronized int fewest() {
        return counts.values().stream()
                .mapToInt(count -> count.withCredential)
                .min()
                .orElse(0);
    }

    /** Operations that got fewer with a valid credential, with what they got. */
    synchronized List<String> missed(int each) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().withCredential < each)
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Operations of whose answers too few were 2xx, with what they were. */
    synchronized List<String> hardlyReached() {
        return counts.entrySet().stream()
                .filter(entry ->
                        entry.getValue().sent == 0 || entry.getValue().succeeded < SUCCESSES * entry.getValue().sent)
                .map(entry -> line(entry.getKey(), entry.getValue()) + " "
                        + Objects.requireNonNullElse(entry.getValue().refusal, ""))
                .toList();
    }

    /** A line an operation: how many requests, which share of the answers 2xx, and each status. */
    synchronized List<String> table() {
        return counts.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String line(String operation, Count count) {
        return "%-26s %6d  %3d %% 2xx  %s"
                .formatted(operation, count.sent, 100 * count.succeeded / Math.max(1, count.sent), count.byStatus);
    }
}
