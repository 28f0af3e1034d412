package io.signalbeam.functions.logs;

import io.signalbeam.functions.intake.Accepted;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectory;
import io.signalbeam.functions.intake.Intake;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.intake.Reason;
import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.logs.LogFrame.Mark;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Takes logs in, each batch exactly once however often it comes: a file takes more only at the length that it was seen to
 * have, and ends with the place of the last event that is in it.
 */
public final class TakeLogs implements Intake {
    /** No honest device comes near it within its rate; one that is not honest fills no account. */
    static final long LONGEST_FILE = 64L << 20;
    /** What Azure takes in one block, of any of its versions. */
    private static final int LONGEST_BLOCK = 3 << 20;

    private static final int FILES_AT_ONCE = 16;
    private static final int TRIES = 4;
    private static final int KNOWN_FILES = 20_000;

    private final LogStore store;
    private final DeviceDirectory devices;
    private final ParkEvents parking;
    private final InstantSource clock;
    /** As far as this process knows; a file that has become longer meanwhile tells so. */
    private final Map<String, End> ends = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, End> eldest) {
            return size() > KNOWN_FILES;
        }
    });

    TakeLogs(LogStore store, DeviceDirectory devices, ParkEvents parking, InstantSource clock) {
        this.store = store;
        this.devices = devices;
        this.parking = parking;
        this.clock = clock;
    }

    private record End(long length, Mark mark) {}

    /** Takes what is a log out of a batch of the telemetry hub, and gives back the rest. */
    public List<Delivery> split(List<Delivery> deliveries, List<Delivery> logs) {
        var rest = new ArrayList<Delivery>(deliveries.size());
        deliveries.forEach(delivery -> (LogCodec.isLog(delivery.body()) ? logs : rest).add(delivery));
        return rest;
    }

    /** @return how many batches are new in their files */
    public int take(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return 0;
        }
        var now = clock.instant();
        var known = devices.find(Screening.publishers(deliveries));
        var screened = Screening.<LogBatch>screen(deliveries, LogCodec::decode, known, now);
        parking.park(screened.poison(), now);
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var files = screened.accepted().stream()
                .filter(event -> file(event).ends().isAfter(today))
                .collect(Collectors.groupingBy(TakeLogs::file, LinkedHashMap::new, Collectors.toList()));
        return appendAll(files);
    }

    /**
     * Takes batches that were parked. Their places are behind what came since, so that a place says nothing: a batch is
     * looked for in its whole file.
     */
    @Override
    public List<Poison> offer(List<Delivery> deliveries) {
        var now = clock.instant();
        var known = devices.find(Screening.publishers(deliveries));
        var screened = Screening.<LogBatch>screen(deliveries, LogCodec::decode, known, now);
        var refused = new ArrayList<>(screened.poison());
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (var event : screened.accepted()) {
            var file = file(event);
            if (file.ends().isAfter(today)) {
                addAgain(file.name(), LogFrame.of(event));
            } else {
                refused.add(new Poison(
                        event.delivery(),
                        event.tenant(),
                        Reason.TOO_OLD,
                        "kept until " + file.ends() + " at the most"));
            }
        }
        return refused;
    }

    private void addAgain(String name, LogFrame frame) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (has(name, frame)) {
                return;
            }
            var end = look(name);
            // The file's mark must not go back: what is delivered again would be taken for new.
            var marked = end.mark().covers(frame.mark()) ? frame.withMark(end.mark()) : frame;
            ends.remove(name);
            if (write(name, end, List.of(marked)) >= 0) {
                return;
            }
        }
        throw new TransientFailure("others write to " + name + " all the time");
    }

    private boolean has(String name, LogFrame frame) {
        long offset = 0;
        while (true) {
            var bytes = ByteBuffer.wrap(store.read(name, offset, LONGEST_BLOCK));
            for (var one = LogFrame.read(bytes); one != null; one = LogFrame.read(bytes)) {
                if (one.hasLinesOf(frame)) {
                    return true;
                }
            }
            if (bytes.position() == 0) {
                return false;
            }
            offset += bytes.position();
        }
    }

    private static LogFile file(Accepted<LogBatch> event) {
        var batch = event.event().data();
        return new LogFile(
                event.tenant(),
                event.event().source(),
                batch.bundle(),
                batch.container(),
                batch.retentionDays(),
                batch.first());
    }

    private int appendAll(Map<LogFile, List<Accepted<LogBatch>>> files) {
        int appended = 0;
        try (var threads =
                Executors.newFixedThreadPool(FILES_AT_ONCE, Thread.ofVirtual().factory())) {
            var running = new ArrayList<Future<Integer>>();
            files.forEach((file, events) -> running.add(threads.submit(() -> append(file.name(), events))));
            for (var one : running) {
                appended += one.get();
            }
            return appended;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("interrupted while logs were written", e);
        }
    }

    private int append(String name, List<Accepted<LogBatch>> events) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var known = ends.get(name);
            var end = known == null ? look(name) : known;
            var fresh = new ArrayList<LogFrame>();
            for (var event : events) {
                if (!end.mark().covers(LogFrame.mark(event))) {
                    fresh.add(LogFrame.of(event));
                }
            }
            var done = write(name, end, fresh);
            if (done >= 0) {
                return done;
            }
            // Somebody else has written: another instance, or we, whose answer was lost.
            ends.remove(name);
        }
        throw new TransientFailure("others write to " + name + " all the time");
    }

    /** How many were appended, −1 when the file has another length than it should have. */
    private int write(String name, End end, List<LogFrame> frames) {
        var at = end;
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            if (at.length() + block.size() + frame.length() > LONGEST_FILE) {
                return i;
            }
            block.writeBytes(frame.bytes());
            boolean full =
                    i + 1 == frames.size() || block.size() + frames.get(i + 1).length() > LONGEST_BLOCK;
            if (full) {
                if (!store.append(name, at.length(), block.toByteArray())) {
                    return -1;
                }
                at = new End(at.length() + block.size(), frame.mark());
                ends.put(name, at);
                block.reset();
            }
        }
        return frames.size();
    }

    private End look(String name) {
        var end = store.end(name, Mark.BYTES);
        return end == null ? new End(0, Mark.NONE) : new End(end.length(), Mark.last(end.bytes()));
    }
}
