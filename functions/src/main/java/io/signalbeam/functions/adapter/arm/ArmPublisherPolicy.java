package io.signalbeam.functions.adapter.arm;

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
import io.signalbeam.functions.leases.PublisherPolicy;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of authorization rules of namespaces, over Azure Resource Manager's REST API ({@code Namespaces - List Keys}
 * and {@code Namespaces - Regenerate Keys} of Microsoft.EventHub): two calls, for which the management SDK is too much.
 * The app's identity needs {@code Microsoft.EventHub/namespaces/authorizationRules/listkeys/action} and
 * {@code .../regenerateKeys/action} on the rule.
 */
public final class ArmPublisherPolicy implements PublisherPolicy {
    private static final String API_VERSION = "2024-01-01";

    private final URI resourceManager;
    private final Resilience resilience = Resilience.around("resource-manager");
    private @Nullable HttpPipeline pipeline;

    public ArmPublisherPolicy(Settings settings) {
        this.resourceManager = settings.eventHubs().resourceManager();
    }

    /** What both calls answer, as far as it matters. */
    private record AccessKeys(
            @Nullable String keyName,
            @Nullable String primaryKey,
            @Nullable String secondaryKey) {}

    @Override
    public Keys keys(String policy) {
        return resilience.call(() -> post(policy, "listKeys", ""));
    }

    @Override
    public Keys regenerate(String policy, Slot slot) {
        var type = slot == Slot.PRIMARY ? "PrimaryKey" : "SecondaryKey";
        return resilience.call(() -> post(policy, "regenerateKeys", Json.write(Map.of("keyType", type))));
    }

    private Keys post(String policy, String action, String body) {
        var url = resourceManager + policy + "/" + action + "?api-version=" + API_VERSION;
        var request = new HttpRequest(HttpMethod.POST, url)
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setBody(body);
        try (var answer = pipeline().sendSync(request, Context.NONE)) {
            int status = answer.getStatusCode();
            if (status == 200) {
                return read(answer.getBodyAsBinaryData().toString());
            }
            var what = "Azure Resource Manager answered " + status + " to " + action;
            // 409 is another change of the namespace under way.
            throw status == 409 || status == 429 || status >= 500
                    ? new TransientFailure(what)
                    : new PermanentFailure(what);
        } catch (TransientFailure | PermanentFailure e) {
            throw e;
        } catch (ClientAuthenticationException e) {
            throw new PermanentFailure("Azure Resource Manager does not let the app in", e);
        } catch (RuntimeException e) {
            throw new TransientFailure("Azure Resource Manager cannot be reached", e);
        }
    }

    private static Keys read(String body) {
        try {
            var keys = Json.lenient().readValue(body, AccessKeys.class);
            if (keys.keyName() != null && keys.primaryKey() != null && keys.secondaryKey() != null) {
                return new Keys(keys.keyName(), keys.primaryKey(), keys.secondaryKey());
            }
        } catch (JsonProcessingException e) {
            // Without the cause, whose message would show the keys.
            throw new PermanentFailure("Azure Resource Manager answered what is no JSON");
        }
        throw new PermanentFailure("Azure Resource Manager answered no keys");
    }

    private synchronized HttpPipeline pipeline() {
        if (pipeline == null) {
            pipeline = new HttpPipelineBuilder()
                    .policies(new BearerTokenAuthenticationPolicy(
                            new DefaultAzureCredentialBuilder().build(), resourceManager + "/.default"))
                    .clientOptions(new HttpClientOptions()
                            .setConnectTimeout(Resilience.ATTEMPT)
                            .setResponseTimeout(Resilience.ATTEMPT))
                    .build();
        }
        return pipeline;
    }
}
