package io.signalbeam.functions.exports;

import io.signalbeam.functions.artifacts.ArtifactStore;
import io.signalbeam.functions.exports.ExportStore.Place;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Says where files of an export are fetched: those that were made for it from its place, artifacts from theirs. */
final class Links {
    /** As devices' to artifacts. */
    static final Duration READABLE = Duration.ofHours(1);

    static final String ARTIFACTS = "artifacts/";

    private final ExportStore store;
    private final ArtifactStore artifacts;
    private final InstantSource clock;

    Links(ExportStore store, ArtifactStore artifacts, InstantSource clock) {
        this.store = store;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    List<LinkedFile> to(Place place, List<TakenFile> files) {
        var until = clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(READABLE);
        return files.stream()
                .map(file -> new LinkedFile(
                        file.name(), file.bytes(), file.rows(), file.sha256(), link(place, file, until), until))
                .toList();
    }

    private URI link(Place place, TakenFile file, Instant until) {
        return file.name().startsWith(ARTIFACTS)
                ? artifacts
                        .forReading(new ArtifactStore.File(place.tenant(), file.sha256()), until)
                        .first()
                : store.link(place, file.name(), until);
    }
}
