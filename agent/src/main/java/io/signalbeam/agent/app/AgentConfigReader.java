package io.signalbeam.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.signalbeam.agent.app.AgentConfig.Joining;
import io.signalbeam.agent.app.AgentConfig.Rhythm;
import io.signalbeam.agent.cloud.HttpProxy;
import io.signalbeam.agent.reconcile.HostPolicy;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a YAML file, overridden by environment variables. The key {@code stateDir} is
 * {@code SIGNALBEAM_AGENT_STATE_DIR} there; labels are {@code key=value} with commas between. All that is wrong is told
 * at once.
 */
final class AgentConfigReader {
    static final Path DEFAULT_FILE = Path.of("/etc/signalbeam/agent.yaml");
    private static final String PREFIX = "SIGNALBEAM_AGENT_";
    private static final Set<String> TEXT_KEYS = Set.of(
            "server",
            "stateDir",
            "token",
            "tokenFile",
            "seedFile",
            "name",
            "dockerHost",
            "heartbeatSeconds",
            "reconcileSeconds",
            "driftSeconds",
            "quietSeconds",
            "backoffMaxSeconds",
            "keyRotationDays",
            "spoolBytes",
            "requireSignedBundles",
            "logBytesPerSecond",
            "proxy",
            "diskReserveBytes",
            "health.listen");
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|\\[::1]):([0-9]{1,5})");
    private static final Set<String> POLICY_KEYS =
            Set.of("privileged", "hostNetwork", "hostPaths", "devices", "reboot", "agentUpdates");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final List<FieldError> errors = new ArrayList<>();
    private HostPolicy policy = HostPolicy.STRICT;

    @Nullable private Path seedFile;

    @Nullable private String seedToken;

    private AgentConfigReader() {}

    /**
     * @param file the configuration file; absent takes {@link #DEFAULT_FILE} where it is there
     * @param overrides values by key, given on the command line
     */
    static Validated<AgentConfig> read(
            @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
        var reader = new AgentConfigReader();
        if (file != null || Files.exists(DEFAULT_FILE)) {
            reader.readFile(file == null ? DEFAULT_FILE : file);
        }
        reader.readEnvironment(environment);
        reader.texts.putAll(overrides);
        reader.readLabels(overrides.getOrDefault("labels", ""));
        reader.readSeed();
        return reader.finish();
    }

    private void readFile(Path file) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            reject(file.toString(), "format", "is not YAML: " + e.getOriginalMessage());
            return;
        } catch (IOException e) {
            reject(file.toString(), "required", "cannot be read: " + e);
            return;
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return;
        }
        if (!root.isObject()) {
            reject(file.toString(), "type", "must hold keys and values");
            return;
        }
        root.properties().forEach(entry -> readKey(entry.getKey(), entry.getValue()));
    }

    private void readKey(String key, JsonNode value) {
        if (TEXT_KEYS.contains(key)) {
            if (value.isValueNode() && !value.isNull()) {
                texts.put(key, value.asText());
            } else {
                reject(key, "type", "must be a single value");
            }
        } else if (key.equals("labels") && value.isObject()) {
            value.properties().forEach(label -> readLabel(label.getKey(), label.getValue()));
        } else if (key.equals("policy") && value.isObject()) {
            readPolicy(value);
        } else if (key.equals("health") && value.isObject()) {
            value.properties().forEach(entry -> readKey("health." + entry.getKey(), entry.getValue()));
        } else {
            reject(key, "unknown", "is no setting of the agent, or not of this form");
        }
    }

    private void readPolicy(JsonNode node) {
        node.fieldNames().forEachRemaining(key -> {
            if (!POLICY_KEYS.contains(key)) {
                reject("policy." + key, "unknown", "is no setting of the agent");
            }
        });
        policy = new HostPolicy(
                flag(node, "privileged"),
                flag(node, "hostNetwork"),
                paths(node, "hostPaths"),
                paths(node, "devices"),
                flag(node, "reboot"),
                flag(node, "agentUpdates"));
    }

    private boolean flag(JsonNode policy, String key) {
        var value = policy.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            reject("policy." + key, "type", "must be true or false");
        }
        return value.asBoolean(false);
    }

    private List<String> paths(JsonNode policy, String key) {
        var value = policy.path(key);
        if (!value.isMissingNode() && !value.isArray()) {
            reject("policy." + key, "type", "must be a list of absolute paths");
            return List.of();
        }
        var paths = new ArrayList<String>();
        for (int i = 0; i < value.size(); i++) {
            var path = value.get(i);
            if (path.isTextual() && path.asText().startsWith("/")) {
                paths.add(path.asText());
            } else {
                reject("policy." + key + "[" + i + "]", "format", "must be an absolute path, not " + path);
            }
        }
        return paths;
    }

    private void readLabel(String key, JsonNode value) {
        if (value.isValueNode()) {
            labels.put(key, value.isNull() ? "" : value.asText());
        } else {
            reject("labels." + key, "type", "must be a single value");
        }
    }

    private void readEnvironment(Map<String, String> environment) {
        for (var key : TEXT_KEYS) {
            var value = environment.get(variable(key));
            if (value != null && !value.isBlank()) {
                texts.put(key, value);
            }
        }
        readLabels(environment.getOrDefault(PREFIX + "LABELS", ""));
    }

    private void readLabels(String text) {
        for (var label : text.split(",", -1)) {
            if (!label.isBlank()) {
                var parts = label.split("=", 2);
                labels.put(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
            }
        }
    }

    static String variable(String key) {
        return PREFIX + key.replaceAll("([A-Z])", "_$1").replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }

    private Validated<AgentConfig> finish() {
        var server = uri("server", null, Set.of("http", "https"));
        var dockerHost = uri("dockerHost", "unix:///var/run/docker.sock", Set.of("unix", "tcp"));
        var stateDir = path("stateDir", "/var/lib/signalbeam-agent");
        var drift = seconds("driftSeconds", 1, 3600);
        var quiet = seconds("quietSeconds", 0, 3600);
        var longest = seconds("backoffMaxSeconds", 1, 86_400);
        var keyDays = number("keyRotationDays", 1, 3650);
        var rhythm = new Rhythm(
                seconds("heartbeatSeconds", 1, 3600),
                seconds("reconcileSeconds", 1, 3600),
                drift == null ? Duration.ofSeconds(15) : drift,
                quiet == null ? Duration.ofSeconds(10) : quiet,
                longest == null ? Duration.ofMinutes(5) : longest,
                Duration.ofDays(keyDays == null ? 30 : keyDays));
        var seeds = new Seeds(tokenFile(), seedFile);
        var joining = new Joining(token(seeds), texts.get("name"), labels, seeds);
        var spool = number("spoolBytes", 64L * 1024, 1L << 40);
        var signed = flag("requireSignedBundles");
        var logs = number("logBytesPerSecond", 1024, 1024 * 1024);
        long rate = logs == null ? 16 * 1024 : logs;
        var proxy = proxy();
        var reserve = number("diskReserveBytes", 0, 1L << 40);
        var health = health();
        if (!errors.isEmpty() || server == null || dockerHost == null || stateDir == null) {
            return Validated.invalid(errors);
        }
        return Validated.valid(new AgentConfig(
                server,
                stateDir,
                joining,
                dockerHost,
                rhythm,
                policy,
                spool == null ? 16L * 1024 * 1024 : spool,
                signed,
                new AgentConfig.LogRate(rate, 16 * rate),
                proxy,
                reserve == null ? 256L * 1024 * 1024 : reserve,
                health));
    }

    private boolean flag(String key) {
        return switch (texts.getOrDefault(key, "false").strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                reject(key, "type", "must be true or false");
                yield false;
            }
        };
    }

    /** What an image or its boot partition brings; whatever is set elsewhere goes first. */
    private void readSeed() {
        var wanted = texts.get("seedFile");
        try {
            seedFile = wanted == null
                    ? Seeds.DEFAULT_FILES.stream()
                            .filter(Files::isRegularFile)
                            .findFirst()
                            .orElse(null)
                    : Path.of(wanted);
            if (seedFile == null || !Files.exists(seedFile)) {
                return;
            }
            var seed = Seeds.parse(seedFile);
            seed.texts().forEach(texts::putIfAbsent);
            seed.labels().forEach(labels::putIfAbsent);
            seedToken = seed.token();
        } catch (IOException | InvalidPathException e) {
            reject("seedFile", "format", "cannot be read: " + e.getMessage());
        }
    }

    private @Nullable Path tokenFile() {
        var wanted = texts.get("tokenFile");
        try {
            if (wanted != null) {
                return Path.of(wanted);
            }
            return Files.exists(Seeds.DEFAULT_TOKEN_FILE) ? Seeds.DEFAULT_TOKEN_FILE : null;
        } catch (InvalidPathException e) {
            reject("tokenFile", "format", "is no path: " + e.getMessage());
            return null;
        }
    }

    private @Nullable String token(Seeds seeds) {
        var set = texts.get("token");
        var file = seeds.tokenFile();
        if (set != null || file == null) {
            return set == null ? seedToken : set;
        }
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            // Fine once the device is enrolled: the agent has taken the file away then.
            return seedToken;
        } catch (IOException e) {
            reject("tokenFile", "required", "cannot be read: " + e);
            return null;
        }
    }

    private @Nullable URI uri(String key, @Nullable String otherwise, Set<String> schemes) {
        var text = texts.getOrDefault(key, otherwise == null ? "" : otherwise);
        if (text.isBlank()) {
            reject(key, "required", "must be set, as " + variable(key) + " or in the configuration file");
            return null;
        }
        try {
            var uri = new URI(text);
            if (uri.getScheme() != null && schemes.contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            reject(key, "format", "is no address: " + e.getMessage());
            return null;
        }
        reject(key, "format", "must begin with one of " + new java.util.TreeSet<>(schemes) + ", not be " + text);
        return null;
    }

    private @Nullable HttpProxy proxy() {
        var address = texts.get("proxy");
        if (address == null || address.isBlank()) {
            return null;
        }
        try {
            var proxy = HttpProxy.of(new URI(address.strip()));
            if (proxy.isPresent()) {
                return proxy.get();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Told below, without the address: it may hold a password.
            texts.remove("proxy");
        }
        reject("proxy", "format", "must be http://[user:password@]host:port");
        return null;
    }

    private @Nullable InetSocketAddress health() {
        var text = texts.get("health.listen");
        if (text == null) {
            return null;
        }
        var address = loopback(text.strip());
        if (address == null) {
            reject("health.listen", "format", "must be 127.0.0.1:PORT or [::1]:PORT, not " + text);
        }
        return address;
    }

    /** No name is looked up, and nothing that others reach is taken. */
    private static @Nullable InetSocketAddress loopback(String text) {
        var parts = LOOPBACK.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            return null;
        }
        return new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    private @Nullable Path path(String key, String otherwise) {
        try {
            return Path.of(texts.getOrDefault(key, otherwise)).toAbsolutePath();
        } catch (InvalidPathException e) {
            reject(key, "format", "is no path: " + e.getMessage());
            return null;
        }
    }

    private @Nullable Duration seconds(String key, long least, long most) {
        var number = number(key, least, most);
        return number == null ? null : Duration.ofSeconds(number);
    }

    private @Nullable Long number(String key, long least, long most) {
        var text = texts.get(key);
        if (text == null) {
            return null;
        }
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with what would be right.
            text = texts.get(key);
        }
        reject(key, "range", "must be a whole number from " + least + " to " + most + ", not " + text);
        return null;
    }

    private void reject(String field, String code, String message) {
        errors.add(new FieldError(field, code, message));
    }
}
