package io.signalbeam.functions.telemetry;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts buckets together into longer ones, whose length is a multiple of theirs. */
final class SeriesOfBuckets {
    private final int seconds;
    private final Map<String, TreeMap<Instant, Sum>> series = new HashMap<>();

    /** @param seconds length of the buckets that come out */
    SeriesOfBuckets(int seconds) {
        this.seconds = seconds;
    }

    private record Sum(long samples, double sum, double min, double max) {
        Sum plus(Sum other) {
            return new Sum(
                    samples + other.samples, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
        }
    }

    void add(RollupSql.Bucket bucket) {
        var begin = Instant.ofEpochSecond(Math.floorDiv(bucket.begin().getEpochSecond(), (long) seconds) * seconds);
        series.computeIfAbsent(bucket.metric(), metric -> new TreeMap<>())
                .merge(begin, new Sum(bucket.samples(), bucket.sum(), bucket.min(), bucket.max()), Sum::plus);
    }

    /** By time, each Unix milliseconds, mean, minimum and maximum; none where there was no sample. */
    List<List<Number>> points(String metric) {
        return series.getOrDefault(metric, new TreeMap<>()).entrySet().stream()
                .map(of -> List.<Number>of(
                        of.getKey().toEpochMilli(),
                        of.getValue().sum() / of.getValue().samples(),
                        of.getValue().min(),
                        of.getValue().max()))
                .toList();
    }
}
