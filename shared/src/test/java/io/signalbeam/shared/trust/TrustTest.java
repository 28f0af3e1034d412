package io.signalbeam.shared.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.bundle.ManifestReader;
import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static final TenantId TENANT = TenantId.random();

    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();
    private final SigningKey third = SigningKey.generate();
    private final Trust trust = Trust.of(new BundleSigning(true, List.of(first.root())));
    private final DesiredBundle bundle = signed(first, manifest("1.0.0", ContainerSpec.of("app", "app:1")));

    @Test
    void believes_what_a_trusted_key_signed() {
        assertThat(trust.problem(TENANT, bundle, false)).isEmpty();
    }

    @Test
    void believes_no_unsigned_agent_anywhere_and_a_signed_one_after_a_trip_over_the_wire() throws Exception {
        var agent = new AgentSpec("0.2.0", List.of(new AgentPackage("amd64", "a".repeat(64), 5)));
        var manifest = new BundleManifest("agent", "1.0.0", null, List.of(), List.of(), null, agent);
        var digest = ManifestDigest.of(manifest);
        var statement = new BundleStatement(TENANT, "agent", "1.0.0", digest);

        assertThat(code(agent(digest, null, agent))).isEqualTo("signature-required");
        var unknowing = Trust.NONE.problem(TENANT, agent(digest, first.sign(statement), agent), false);
        assertThat(unknowing.orElseThrow().code()).isEqualTo("signing-key-unknown");
        var sent = Json.writeBytes(agent(digest, first.sign(statement), agent));
        assertThat(trust.problem(TENANT, Json.lenient().readValue(sent, DesiredBundle.class), false))
                .isEmpty();
        var other = new AgentSpec("0.2.0", List.of(new AgentPackage("amd64", "b".repeat(64), 5)));
        assertThat(code(agent(digest, first.sign(statement), other))).isEqualTo("signature-invalid");
    }

    @Test
    void believes_it_after_a_trip_over_the_wire() throws Exception {
        var manifest = (Validated.Valid<BundleManifest>) ManifestReader.read("""
                {"bundleId":"shop","version":"2.0.0","description":"A shop","containers":[{"name":"app","image":"app:1",
                "env":{"A":"1"},"secrets":{"P":"db-password"},"limits":{"cpus":0.5,"memoryBytes":33554432},
                "ports":[{"container":80,"host":8080}],"volumes":[{"name":"rows","path":"/rows"}],
                "healthCheck":{"command":["CMD","true"]},"restart":{"policy":"on-failure","maxRetries":3}}],
                "artifacts":[{"name":"m.bin","sha256":"%s","sizeBytes":5,"path":"/models"}]}""".formatted("a".repeat(64)));
        var sent = Json.writeBytes(signed(first, manifest.value()));

        assertThat(trust.problem(TENANT, Json.lenient().readValue(sent, DesiredBundle.class), false))
                .isEmpty();
    }

    @Test
    void refuses_an_altered_container() {
        var altered = List.of(ContainerSpec.of("app", "evil:1"));
        assertThat(code(with(bundle, altered, bundle.manifestDigest()))).isEqualTo("signature-invalid");

        var newDigest = ManifestDigest.of(new BundleManifest("shop", "1.0.0", null, altered, List.of()));
        assertThat(code(with(bundle, altered, newDigest))).isEqualTo("signature-invalid");
    }

    @Test
    void refuses_one_version_under_the_name_of_another() {
        var swapped = new DesiredBundle(
                "shop",
                "9.0.0",
                bundle.manifestDigest(),
                bundle.containers(),
                List.of(),
                null,
                List.of(),
                bundle.signature());
        assertThat(code(swapped)).isEqualTo("signature-invalid");
    }

    @Test
    void refuses_what_was_signed_for_another_tenant() {
        assertThat(trust.problem(TenantId.random(), bundle, false).orElseThrow().code())
                .isEqualTo("signature-invalid");
    }

    @Test
    void refuses_an_unknown_key_even_with_a_known_ones_id() {
        var foreign = signed(second, bundle.manifest());
        assertThat(code(foreign)).isEqualTo("signing-key-unknown");

        var pretended = new BundleSignature(first.keyId(), foreign.signature().signature());
        assertThat(code(with(bundle, pretended))).isEqualTo("signature-invalid");
    }

    @Test
    void refuses_one_that_lost_its_signature_once_signatures_are_required() {
        var unsigned = with(bundle, (BundleSignature) null);
        assertThat(code(unsigned)).isEqualTo("signature-required");

        var told = trust.learn(new BundleSigning(false, List.of()));
        assertThat(told.problem(TENANT, unsigned, false).orElseThrow().code()).isEqualTo("signature-required");
    }

    @Test
    void takes_an_unsigned_one_as_long_as_nobody_requires_signatures() {
        var unsigned = with(bundle, (BundleSignature) null);
        var lenient = Trust.of(new BundleSigning(false, List.of(first.root())));

        assertThat(lenient.problem(TENANT, unsigned, false)).isEmpty();
        assertThat(lenient.problem(TENANT, unsigned, true).orElseThrow().code()).isEqualTo("signature-required");
        assertThat(lenient.learn(new BundleSigning(true, List.of()))
                        .problem(TENANT, unsigned, false)
                        .orElseThrow()
                        .code())
                .isEqualTo("signature-required");
        assertThat(Trust.NONE.problem(TENANT, bundle, true).orElseThrow().code())
                .isEqualTo("signing-key-unknown");
    }

    @Test
    void follows_the_keys_from_one_to_the_next() {
        var chain = List.of(first.root(), first.endorse(second), second.endorse(third));
        var learnt = trust.learn(new BundleSigning(true, chain));

        assertThat(learnt.problem(TENANT, signed(third, bundle.manifest()), false))
                .isEmpty();
        assertThat(learnt.problem(TENANT, signed(second, bundle.manifest()), false))
                .isEmpty();
        assertThat(learnt.problem(TENANT, bundle, false).orElseThrow().code())
                .as("two generations are valid")
                .isEqualTo("signing-key-unknown");
    }

    @Test
    void takes_no_key_that_nobody_trusted_vouches_for() {
        var stranger = SigningKey.generate();
        var forged = new ArrayList<EndorsedKey>();
        forged.add(stranger.root());
        forged.add(stranger.endorse(second));
        // Vouched for by name, with a signature of somebody else.
        var endorsement = stranger.endorse(third);
        forged.add(new EndorsedKey(third.keyId(), third.publicKey(), first.keyId(), endorsement.endorsement()));
        // Another key under an id that was vouched for.
        var good = first.endorse(second);
        forged.add(new EndorsedKey(good.id(), stranger.publicKey(), good.endorsedBy(), good.endorsement()));
        forged.add(new EndorsedKey("", "?", first.keyId(), "?"));

        assertThat(trust.learn(new BundleSigning(true, forged))).isEqualTo(trust);
    }

    @Test
    void tells_statements_of_different_kinds_apart() {
        assertThat(new String(
                        Dsse.encode("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8))
                .as("the example of DSSE's protocol.md")
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    private String code(DesiredBundle wanted) {
        return trust.problem(TENANT, wanted, false).orElseThrow().code();
    }

    private static BundleManifest manifest(String version, ContainerSpec... containers) {
        return new BundleManifest("shop", version, null, List.of(containers), List.of());
    }

    private static DesiredBundle signed(SigningKey key, BundleManifest manifest) {
        var digest = ManifestDigest.of(manifest);
        return new DesiredBundle(
                manifest.bundleId(),
                manifest.version(),
                digest,
                manifest.containers(),
                manifest.artifacts(),
                manifest.description(),
                List.of(),
                key.sign(new BundleStatement(TENANT, manifest.bundleId(), manifest.version(), digest)));
    }

    private static DesiredBundle agent(String digest, BundleSignature signature, AgentSpec agent) {
        return new DesiredBundle(
                "agent", "1.0.0", digest, List.of(), List.of(), null, List.of(), signature, null, agent);
    }

    private static DesiredBundle with(DesiredBundle like, List<ContainerSpec> containers, String digest) {
        return new DesiredBundle(
                like.bundleId(), like.version(), digest, containers, List.of(), null, List.of(), like.signature());
    }

    private static DesiredBundle with(DesiredBundle like, BundleSignature signature) {
        return new DesiredBundle(
                like.bundleId(),
                like.version(),
                like.manifestDigest(),
                like.containers(),
                like.artifacts(),
                like.description(),
                like.secrets(),
                signature);
    }
}
