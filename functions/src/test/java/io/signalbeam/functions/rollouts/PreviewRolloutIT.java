package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.rollouts.ImageRegistry.Answer;
import io.signalbeam.functions.rollouts.ImageRegistry.Image;
import io.signalbeam.functions.rollouts.ImageRegistry.Layer;
import io.signalbeam.functions.rollouts.ImageRegistry.Unknown;
import io.signalbeam.functions.rollouts.MaintenanceWindows.Window;
import io.signalbeam.functions.rollouts.RolloutPreview.Comes;
import io.signalbeam.functions.rollouts.RolloutPreview.ContainerChange;
import io.signalbeam.functions.rollouts.RolloutPreview.Pull;
import io.signalbeam.functions.rollouts.RolloutPreview.RunsNow;
import io.signalbeam.functions.rollouts.RolloutPreview.Sample;
import io.signalbeam.functions.rollouts.RolloutPreview.Some;
import io.signalbeam.functions.rollouts.RolloutPreview.WaveSize;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.bundle.ManifestReader;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.validation.Validated;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PreviewRolloutIT {
    private static final long GIB = 1024L * 1024 * 1024;
    private static final Map<String, String> MANIFESTS = Map.of("1.0.0", """
            {"bundleId":"app","version":"1.0.0","containers":[{"name":"web","image":"r.test/web:1"},
             {"name":"db","image":"r.test/db:1"},{"name":"old","image":"r.test/db:1"}]}""", "2.0.0", """
            {"bundleId":"app","version":"2.0.0","containers":[{"name":"web","image":"r.test/web:2"},
             {"name":"db","image":"r.test/db:1"},{"name":"new","image":"r.test/db:1"}]}""");

    private static TestDatabase database;
    private final Map<String, Answer> images = new HashMap<>();
    private RolloutFixture rollouts;
    private FleetRows fleet;
    private PreviewRollout preview;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        rollouts =
                new RolloutFixture(database, test.getTestMethod().orElseThrow().getName());
        fleet = rollouts.fleet;
        preview = new PreviewRollout(
                database.database(), (tenant, digest) -> manifest(digest), this::describe, rollouts::now);
    }

    private static BundleManifest manifest(String digest) {
        var text = MANIFESTS.get(digest.replace("sha256:app", ""));
        if (text != null && ManifestReader.read(text) instanceof Validated.Valid<BundleManifest>(var manifest)) {
            return manifest;
        }
        throw new PermanentFailure("no such manifest: " + digest);
    }

    private Map<ImageReference, Answer> describe(Set<ImageReference> asked, Set<String> architectures) {
        var answers = new HashMap<ImageReference, Answer>();
        asked.forEach(image -> answers.put(
                image, images.getOrDefault(image.familiar(), new Unknown("Its registry could not be reached."))));
        return answers;
    }

    @Test
    void says_whom_it_reaches_what_they_run_and_what_becomes_of_their_containers() {
        var a = fleet.device("a", Map.of("canary", ""));
        var b = fleet.device("b");
        var c = fleet.device("c");
        var group = fleet.group("all", 0, a, b, c);
        var older = fleet.group("older", 0, a, b);
        rollouts.assign(older, "1.0.0");
        rollouts.online(a);

        var seen = value(preview(ARollout.of("2.0.0", group)
                .waves(new Wave("canary", null, null, "canary", null, null, null), Wave.OF_ALL)));
        assertThat(seen.refusal()).isNull();
        assertThat(seen.devices()).isEqualTo(3);
        assertThat(seen.unchanged()).isZero();
        assertThat(seen.runsNow()).containsExactly(new RunsNow("1.0.0", 2), new RunsNow(null, 1));
        assertThat(seen.waves()).containsExactly(new WaveSize("canary", 1, 0, 0), new WaveSize(null, 2, 2, 0));
        assertThat(seen.offline().devices()).isEqualTo(2);
        assertThat(seen.offline().sample()).extracting(Sample::deviceName).containsExactly("b", "c");
        assertThat(seen.outsideWindow()).isNull();
        assertThat(seen.containers())
                .containsExactly(
                        new ContainerChange("db", 1, 0, 0, 2),
                        new ContainerChange("new", 3, 0, 0, 0),
                        new ContainerChange("old", 0, 0, 2, 0),
                        new ContainerChange("web", 1, 2, 0, 0));
        assertThat(seen.images())
                .allSatisfy(image -> assertThat(image.unknown()).isEqualTo("Its registry could not be reached."));
        assertThat(seen.pull()).isEqualTo(new Pull(0, 0, 3));
        assertThat(seen.conflicts()).isEmpty();
        assertThat(made()).as("nothing is made of it").isZero();
    }

    @Test
    void says_what_is_fetched_and_who_has_no_room_or_another_architecture() {
        images.put("r.test/web:1", image("amd64", new Layer("base", GIB), new Layer("web1", 1)));
        images.put("r.test/web:2", image("amd64", new Layer("base", GIB), new Layer("web2", GIB)));
        images.put(
                "r.test/db:1",
                new Image(
                        Set.of("amd64", "arm/v7"),
                        Map.of("amd64", List.of(new Layer("db", 10)), "arm/v7", List.of(new Layer("db7", 10)))));
        var old = device("old", "amd64", 100);
        var fresh = device("fresh", "amd64", 5);
        var odd = device("odd", "arm/v7", 100);
        var group = fleet.group("all", 0, old, fresh, odd);
        var older = fleet.group("older", 0, old);
        rollouts.assign(older, "1.0.0");

        var seen = value(preview(ARollout.of("2.0.0", group)));
        assertThat(seen.wrongArchitecture()).isEqualTo(new Some(1, List.of(new Sample(odd, "odd", "arm/v7"))));
        assertThat(seen.tooFull()).isEqualTo(new Some(1, List.of(new Sample(fresh, "fresh", String.valueOf(5 * GIB)))));
        // The old one has the base and the database already.
        assertThat(seen.pull()).isEqualTo(new Pull(GIB + (2 * GIB + 10), 2 * GIB + 10, 1));
        assertThat(seen.images().getFirst().platforms()).containsExactly("amd64");
        assertThat(seen.images().getFirst().bytes()).isEqualTo(Map.of("amd64", 2 * GIB));
    }

    @Test
    void says_who_is_outside_the_windows_by_the_clock_where_it_is() {
        var berlin = fleet.device("berlin", Map.of("timezone", "Europe.Berlin"));
        var utc = fleet.device("utc");
        var mars = fleet.device("mars", Map.of("timezone", "Mars"));
        var group = fleet.group("all", 0, berlin, utc, mars);
        var noon = new MaintenanceWindows(null, null, List.of(new Window(null, "12:30", "13:30")));
        var seen = value(preview(ARollout.of("2.0.0", group).windows(noon)));
        assertThat(seen.outsideWindow()).isNotNull();
        assertThat(seen.outsideWindow().devices()).isEqualTo(2);
        assertThat(seen.outsideWindow().sample()).extracting(Sample::deviceName).containsExactly("mars", "utc");
        assertThat(seen.waves()).containsExactly(new WaveSize(null, 3, 3, 2));
    }

    @Test
    void says_what_comes_of_other_rollouts_and_why_it_would_be_refused() {
        var a = fleet.device("a");
        var group = fleet.group("all", 0, a);
        rollouts.created(ARollout.of("2.0.0", group));

        var same = value(preview(ARollout.of("2.0.0", group)));
        assertThat(same.refusal()).isNotNull();
        assertThat(same.refusal().code()).isEqualTo("rollout-conflict");
        assertThat(same.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.comes()).isEqualTo(Comes.Refused));
        var higher = value(preview(ARollout.of("2.0.0", group).priority(5)));
        assertThat(higher.refusal()).isNull();
        assertThat(higher.conflicts().getFirst().comes()).isEqualTo(Comes.Wins);
        assertThat(value(preview(ARollout.of("2.0.0", group).priority(-5)))
                        .conflicts()
                        .getFirst()
                        .comes())
                .isEqualTo(Comes.Yields);

        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE bundle_versions SET quarantined_at = now(), quarantine_reason = 'it failed.'"
                                + " WHERE tenant_id = ?",
                        fleet.tenant().value()));
        assertThat(value(preview(ARollout.of("2.0.0", group).priority(5)))
                        .refusal()
                        .code())
                .isEqualTo("version-quarantined");
        assertThat(value(preview(ARollout.of("2.0.0", fleet.group("none", 0))))
                        .refusal()
                        .code())
                .isEqualTo("rollout-target-empty");
    }

    @Test
    void refuses_what_making_it_would_refuse_field_by_field() {
        var wish = new NewRollout(null, "app", "9.9.9", new RolloutTarget(GroupId.random(), null, null), 1);
        assertThat(fields(preview(wish))).containsExactly("deviceDeadlineSeconds");
        assertThat(fields(preview(
                        new NewRollout(null, "app", "9.9.9", new RolloutTarget(GroupId.random(), null, null), null))))
                .containsExactlyInAnyOrder("version", "target.groupId");
    }

    private Outcome<RolloutPreview> preview(ARollout rollout) {
        return preview(rollout.wish());
    }

    private Outcome<RolloutPreview> preview(NewRollout wish) {
        return preview.preview(rollouts.person, fleet.tenant(), wish);
    }

    private static Image image(String platform, Layer... layers) {
        return new Image(Set.of(platform), Map.of(platform, List.of(layers)));
    }

    private DeviceId device(String name, String arch, long freeGib) {
        var device = fleet.device(name, Map.of("os.arch", arch));
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET metrics = json_build_array(null, null, null, null, null, null, ?::bigint,"
                                + " ?::bigint) WHERE device_id = ?",
                        (200 - freeGib) * GIB,
                        200 * GIB,
                        device.value()));
        return device;
    }

    private int made() {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM rollouts WHERE tenant_id = :tenant")
                        .bind("tenant", fleet.tenant().value())
                        .mapTo(Integer.class)
                        .one());
    }
}
