package io.signalbeam.functions.adapter.pubsub;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.util.Context;
import com.azure.core.util.HttpClientOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.live.LiveChannel;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One hub of Azure Web PubSub with a group for each tenant, named by its id, over
 * <a href="https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub">the REST API</a> ({@code Generate Client
 * Token} and {@code Send To Group}). Connections are put into their group by the service, as their token says, and have no
 * role: they can neither join another group nor send to any. The app's identity needs {@code Web PubSub Service Owner}.
 */
public final class WebPubSubChannel implements LiveChannel {
    private static final String API_VERSION = "api-version=2024-01-01";
    private static final String SCOPE = "https://webpubsub.azure.com/.default";
    /** As the infrastructure names it. */
    private static final String HUB = "hubs/fleet";

    private final Settings settings;
    private final Resilience resilience = Resilience.around("web-pubsub");
    private @Nullable HttpPipeline pipeline;

    public WebPubSubChannel(Settings settings) {
        this.settings = settings;
    }

    private record ClientToken(@Nullable String token) {}

    @Override
    public void send(TenantId tenant, Set<Topic> changed) {
        var message = Json.write(Map.of("changed", changed));
        resilience.call(() -> post("/groups/" + tenant + "/:send?" + API_VERSION, message));
    }

    @Override
    public URI invite(TenantId tenant, String subject, Duration validFor) {
        var query = "userId=" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "&group=" + tenant
                + "&minutesToExpire=" + validFor.toMinutes() + "&" + API_VERSION;
        var token = token(resilience.call(() -> post("/:generateToken?" + query, "")));
        var clients = live().clients() == null ? live().service() : live().clients();
        var url = base(clients).replaceFirst("^http", "ws") + "/client/" + HUB + "?access_token=" + token;
        return URI.create(url);
    }

    private static String token(String body) {
        try {
            var token = Json.lenient().readValue(body, ClientToken.class).token();
            if (token != null) {
                return token;
            }
        } catch (JsonProcessingException e) {
            // Without the cause, whose message would show the token.
            throw new PermanentFailure("Web PubSub answered what is no JSON");
        }
        throw new PermanentFailure("Web PubSub answered no token");
    }

    private String post(String path, String body) {
        var request = new HttpRequest(HttpMethod.POST, base(live().service()) + "/api/" + HUB + path)
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setBody(body);
        try (var answer = pipeline().sendSync(request, Context.NONE)) {
            int status = answer.getStatusCode();
            if (status == 200 || status == 202) {
                return answer.getBodyAsBinaryData().toString();
            }
            var what = "Web PubSub answered " + status;
            throw status == 429 || status >= 500 ? new TransientFailure(what) : new PermanentFailure(what);
        } catch (TransientFailure | PermanentFailure e) {
            throw e;
        } catch (ClientAuthenticationException e) {
            throw new PermanentFailure("Web PubSub does not let the app in", e);
        } catch (RuntimeException e) {
            throw new TransientFailure("Web PubSub cannot be reached", e);
        }
    }

    private static String base(URI uri) {
        return uri.toString().replaceFirst("/$", "");
    }

    private Settings.Live live() {
        var live = settings.live();
        if (live == null) {
            throw new PermanentFailure("PubSubConnection__serviceUri names no Web PubSub");
        }
        return live;
    }

    private synchronized HttpPipeline pipeline() {
        if (pipeline == null) {
            pipeline = new HttpPipelineBuilder()
                    .policies(new BearerTokenAuthenticationPolicy(new DefaultAzureCredentialBuilder().build(), SCOPE))
                    .clientOptions(new HttpClientOptions()
                            .setConnectTimeout(Resilience.ATTEMPT)
                            .setResponseTimeout(Resilience.ATTEMPT))
                    .build();
        }
        return pipeline;
    }
}
