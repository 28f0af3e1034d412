package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of Cosmos DB's REST protocol that the SDK needs for point operations in gateway mode: databases and
 * containers, items by id and partition key with ETags, patch, time to live, {@code SELECT *} with comparisons, and the
 * change feed of a container.
 *
 * <p>The account's key and Entra ID tokens are checked. What was answered is on disk. Request charges are only
 * plausible, there is one partition range, and consistency is always strong.
 */
public final class CosmosStandIn implements AutoCloseable {
    private final Store store;
    private final Authorization authorization;
    private final HttpService http;
    private final String scheme;

    /**
     * What it needs to run.
     *
     * @param directory where the journal is kept
     * @param port 0 takes a free one
     * @param ca signs the server's certificate; without one it serves in clear, which the SDK only accepts with
     *     {@code COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED=true}
     * @param accountKey the account's key, in base64
     * @param tokens checks Entra ID tokens; their resource is the account's address without the port
     */
    public record Settings(
            Path directory, int port, @Nullable LocalCa ca, String accountKey, TokenCheck tokens) {}

    private CosmosStandIn(Settings settings, Clock clock) {
        this.store = new Store(settings.directory(), clock);
        this.authorization = new Authorization(settings.accountKey(), settings.tokens(), clock);
        var ca = settings.ca();
        this.scheme = ca == null ? "http" : "https";
        this.http = ca == null
                ? HttpService.start("cosmos", settings.port(), this::answer)
                : HttpService.startTls("cosmos", settings.port(), ca.serverKeys(), ca.password(), this::answer);
    }

    /** Starts it, after reading back what is kept. */
    public static CosmosStandIn start(Settings settings) {
        return start(settings, Clock.systemUTC());
    }

    static CosmosStandIn start(Settings settings, Clock clock) {
        return new CosmosStandIn(settings, clock);
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** The account's endpoint, for {@code CosmosConnection__accountEndpoint}. */
    public URI endpoint() {
        return URI.create(scheme + "://localhost:" + port() + "/");
    }

    /** Makes a database and a container, partitioned by {@code /id} and with time to live on, where they are missing. */
    public void provide(String database, String container) {
        try {
            var databaseKey = Key.database(database);
            if (store.find(databaseKey) == null) {
                store.change(databaseKey, found -> Definitions.database(database));
            }
            var key = databaseKey.container(container);
            if (store.find(key) == null) {
                store.change(key, found -> Definitions.container(container, "/id", -1));
            }
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        store.close();
    }

    private Response answer(Request request) {
        var answers = new Answers(store);
        try {
            var target = Target.of(request.path());
            authorization.check(request, target);
            return route(request, target, answers);
        } catch (Refused refused) {
            return answers.refused(refused);
        } catch (IOException e) {
            return answers.refused(Refused.bad("The body is no JSON: " + e.getMessage()));
        }
    }

    private Response route(Request request, Target target, Answers answers) throws Refused, IOException {
        return switch (request.method() + " " + target.shape()) {
            case "GET " -> answers.body(200, Definitions.account(scheme + "://" + request.header("host") + "/"));
            case "GET dbs/" -> answers.list("Databases", store.list(key -> !key.isContainer() && !key.isItem()), "");
            case "POST dbs/" -> create(answers, body(request));
            case "GET dbs" -> answers.resource(200, database(target));
            case "DELETE dbs" -> drop(answers, database(target).key());
            case "GET dbs/colls/" -> {
                var owner = database(target);
                yield answers.list(
                        "DocumentCollections",
                        store.list(key -> key.isContainer() && key.isUnder(owner.key())),
                        owner.rid());
            }
            case "POST dbs/colls/" -> createContainer(answers, database(target), body(request));
            case "GET dbs/colls" -> answers.resource(200, container(target));
            case "PUT dbs/colls" -> replaceContainer(answers, container(target), body(request));
            case "DELETE dbs/colls" -> drop(answers, container(target).key());
            case "GET dbs/colls/pkranges/" -> answers.body(200, Definitions.ranges(container(target)));
            case "GET offers/" -> answers.list("Offers", List.of(), "");
            default -> {
                if (!target.shape().startsWith("dbs/colls/docs")) {
                    throw Refused.bad("Not spoken here: " + request.method() + " " + request.path());
                }
                var items = new Items(store, container(target), answers);
                yield target.isList() ? items.ofList(request) : items.ofOne(request, target.id(2));
            }
        };
    }

    private Response create(Answers answers, JsonNode body) throws Refused {
        var id = id(body);
        return answers.resource(201, changed(Key.database(id), found -> {
            if (found != null) {
                throw Refused.conflict(id);
            }
            return Definitions.database(id);
        }));
    }

    private Response createContainer(Answers answers, Resource database, JsonNode body) throws Refused {
        var id = id(body);
        var definition = Definitions.container(body);
        return answers.resource(201, changed(database.key().container(id), found -> {
            if (found != null) {
                throw Refused.conflict(id);
            }
            return definition;
        }));
    }

    private Response replaceContainer(Answers answers, Resource container, JsonNode body) throws Refused {
        var definition = Definitions.container(body);
        if (!definition
                .path("partitionKey")
                .path("paths")
                .equals(container.body().path("partitionKey").path("paths"))) {
            throw Refused.bad("A container's partition key cannot be changed");
        }
        return answers.resource(200, changed(container.key(), found -> definition));
    }

    private Response drop(Answers answers, Key key) throws Refused {
        store.change(key, found -> null);
        return answers.empty(204);
    }

    private Resource changed(Key key, Store.Decision decision) throws Refused {
        return Objects.requireNonNull(store.change(key, decision));
    }

    private Resource database(Target target) throws Refused {
        var id = target.id(0);
        var found = target.byRid() ? byRid(id) : store.find(Key.database(id));
        if (found == null) {
            throw target.parts().size() == 2 ? Refused.notFound(id) : Refused.noOwner(id);
        }
        return found;
    }

    private Resource container(Target target) throws Refused {
        var id = target.id(1);
        var found = target.byRid()
                ? byRid(id)
                : store.find(Key.database(target.id(0)).container(id));
        if (found == null) {
            throw target.parts().size() == 4 ? Refused.notFound(id) : Refused.noOwner(id);
        }
        return found;
    }

    private @Nullable Resource byRid(String rid) {
        return store.list(key -> !key.isItem()).stream()
                .filter(resource -> resource.rid().equals(rid))
                .findFirst()
                .orElse(null);
    }

    private static String id(JsonNode body) throws Refused {
        var id = body.path("id").textValue();
        if (id == null || id.isEmpty() || id.matches(".*[/\\\\?#].*")) {
            throw Refused.bad("id must be a string without / \\ ? #");
        }
        return id;
    }

    static ObjectNode body(Request request) throws IOException, Refused {
        if (Json.lenient().readTree(request.body()) instanceof ObjectNode object) {
            return object;
        }
        throw Refused.bad("The body must be a JSON object");
    }
}
