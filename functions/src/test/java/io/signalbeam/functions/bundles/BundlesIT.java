package io.signalbeam.functions.bundles;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.signing.SigningKeys;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.MemoryKeyRing;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundlesIT {
    private static TestDatabase database;
    private FleetRows fleet;
    private Person person;
    private Bundles bundles;
    private PublishVersion publish;

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
        fleet = new FleetRows(database, database.tenant(test.getDisplayName()));
        person = People.operator(fleet.tenant());
        var store = new MemoryManifestStore();
        var audit = new AuditSql(Clock.systemUTC());
        var quotas = new Quotas(database.database(), audit, TestCloud.settings(Map.of()));
        bundles = new Bundles(database.database(), store, quotas, audit);
        var clock = Clock.systemUTC();
        publish = new PublishVersion(
                database.database(),
                store,
                new SigningKeys(database.database(), new MemoryKeyRing(), clock),
                quotas,
                audit,
                clock);
    }

    @Test
    void publishes_a_version_and_makes_its_bundle() {
        var published = value(publish("app", manifest("app", "1.2.0", "app:1")));
        assertThat(published.isNew()).isTrue();
        value(publish("app", manifest("app", "1.10.0", "app:2")));

        var bundle = value(bundles.get(Reach.ALL, fleet.tenant(), "app"));
        assertThat(bundle.latestVersion()).isEqualTo("1.10.0");
        assertThat(bundle.versions()).extracting(BundleVersion::version).containsExactly("1.10.0", "1.2.0");
        var version = value(bundles.version(Reach.ALL, fleet.tenant(), "app", "1.2.0"));
        assertThat(version.manifest().at("/containers/0/image").asText()).isEqualTo("app:1");
        assertThat(version.manifestDigest()).isEqualTo(published.version().manifestDigest());
    }

    @Test
    void answers_the_same_manifest_again_and_refuses_another_one() {
        var first = value(publish("app", manifest("app", "1.0.0", "app:1")));
        var again = value(publish("app", " " + manifest("app", "1.0.0", "app:1")));
        assertThat(again.isNew()).isFalse();
        assertThat(again.version().manifestDigest()).isEqualTo(first.version().manifestDigest());
        assertThat(conflict(publish("app", manifest("app", "1.0.0", "app:2")))).isEqualTo(ErrorCode.VERSION_EXISTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bundleId | {'bundleId':'other','version':'1.0.0','containers':[{'name':'c','image':'i'}]}",
                "bundleId | {'version':'1.0.0','containers':[{'name':'c','image':'i'}]}",
                "version | {'bundleId':'app','version':'1','containers':[{'name':'c','image':'i'}]}",
                "containers | {'bundleId':'app','version':'1.0.0','containers':[]}",
                "containers[0].name | {'bundleId':'app','version':'1.0.0','containers':[{'name':'C_','image':'i'}]}",
                "containers[0].image | {'bundleId':'app','version':'1.0.0','containers':[{'name':'c','image':'I I'}]}",
                "containers[0].nope | {'bundleId':'app','version':'1.0.0','containers':[{'name':'c','image':'i','nope':1}]}",
                "containers[0].ports[0].container | {'bundleId':'app','version':'1.0.0','containers':[{'name':'c','image':'i','ports':[{'container':70000}]}]}",
                "containers[0].dependsOn[0] | {'bundleId':'app','version':'1.0.0','containers':[{'name':'c','image':'i','dependsOn':['x']}]}",
                "artifacts[0].sha256 | {'bundleId':'app','version':'1.0.0','containers':[{'name':'c','image':'i'}],'artifacts':[{'name':'f','sha256':'x','sizeBytes':1,'path':'/f'}]}",
            })
    void names_the_field_of_a_manifest_that_is_wrong(String field, String manifest) {
        assertThat(fields(publish("app", manifest.replace('\'', '"')))).containsExactly(field);
        assertThat(isNotFound(bundles.get(Reach.ALL, fleet.tenant(), "app"))).isTrue();
    }

    @Test
    void publishes_a_compose_file_under_the_version_that_is_sent_with_it() {
        var compose = "services:\n  web:\n    image: nginx:1.27\n";
        var published = value(publish("shop", compose, "application/yaml", Optional.of("2.0.0")));
        assertThat(published.version().version()).isEqualTo("2.0.0");
        assertThat(value(bundles.version(Reach.ALL, fleet.tenant(), "shop", "2.0.0"))
                        .manifest()
                        .at("/containers/0/name")
                        .asText())
                .isEqualTo("web");
        assertThat(fields(publish("shop", compose, "application/yaml", Optional.empty())))
                .containsExactly("version");
        assertThat(fields(publish("shop", "services: {}", "application/yaml", Optional.of("2.0.1"))))
                .isNotEmpty();
        assertThat(conflict(publish("shop", compose, "text/plain", Optional.empty())))
                .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void deletes_only_what_nothing_asks_for() {
        value(publish("app", manifest("app", "1.0.0", "app:1")));
        var device = fleet.device("a");
        fleet.assignToDevice(device, "app", "1.0.0");
        database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(device)));
        assertThat(value(bundles.version(Reach.ALL, fleet.tenant(), "app", "1.0.0"))
                        .deviceCount())
                .isEqualTo(1);
        assertThat(conflict(bundles.delete(person, fleet.tenant(), "app"))).isEqualTo(ErrorCode.BUNDLE_IN_USE);

        database.owner()
                .useHandle(tx ->
                        tx.execute("UPDATE devices SET lifecycle = 'Decommissioned' WHERE id = ?", device.value()));
        value(bundles.delete(person, fleet.tenant(), "app"));
        assertThat(isNotFound(bundles.get(Reach.ALL, fleet.tenant(), "app"))).isTrue();
    }

    @Test
    void lists_by_id_in_pages() {
        for (var id : List.of("c", "a", "b")) {
            value(bundles.create(person, fleet.tenant(), new NewBundle(id, null)));
        }
        assertThat(conflict(bundles.create(person, fleet.tenant(), new NewBundle("a", null))))
                .isEqualTo(ErrorCode.NAME_TAKEN);
        assertThat(fields(bundles.create(person, fleet.tenant(), new NewBundle("A!", null))))
                .containsExactly("id");
        var first = bundles.list(Reach.ALL, fleet.tenant(), Page.first(2));
        assertThat(first.items()).extracting(Bundle::id).containsExactly("a", "b");
        var rest = bundles.list(Reach.ALL, fleet.tenant(), new Page(2, List.of("b")));
        assertThat(rest.items()).extracting(Bundle::id).containsExactly("c");
        assertThat(rest.nextCursor()).isNull();
    }

    @Test
    void shows_nothing_to_another_tenant() {
        value(publish("app", manifest("app", "1.0.0", "app:1")));
        var other = database.tenant("stranger");
        assertThat(isNotFound(bundles.get(Reach.ALL, other, "app"))).isTrue();
        assertThat(isNotFound(bundles.version(Reach.ALL, other, "app", "1.0.0")))
                .isTrue();
        assertThat(isNotFound(bundles.delete(People.operator(other), other, "app")))
                .isTrue();
        assertThat(bundles.list(Reach.ALL, other, Page.first(10)).items()).isEmpty();
    }

    private Outcome<PublishVersion.Published> publish(String id, String body) {
        return publish(id, body, "application/json", Optional.empty());
    }

    private Outcome<PublishVersion.Published> publish(
            String id, String body, String contentType, Optional<String> version) {
        return publish.publish(person, fleet.tenant(), new PublishVersion.Request(id, contentType, body, version));
    }

    private static String manifest(String id, String version, String image) {
        return "{\"bundleId\":\"%s\",\"version\":\"%s\",\"containers\":[{\"name\":\"app\",\"image\":\"%s\"}]}"
                .formatted(id, version, image);
    }
}
