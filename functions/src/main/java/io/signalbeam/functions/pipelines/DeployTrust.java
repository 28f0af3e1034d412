package io.signalbeam.functions.pipelines;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.signalbeam.functions.access.Role;
import io.signalbeam.shared.id.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which pipelines may act for the tenant, and on what; as the API shows it.
 *
 * @param name unique in the tenant
 * @param source where a pipeline must run
 * @param role Operator or Viewer
 * @param bundles ids; they need not exist yet
 * @param revision counts its changes
 */
record DeployTrust(
        UUID id,
        String name,
        @JsonUnwrapped Source source,
        Role role,
        List<String> bundles,
        List<GroupId> groups,
        Instant createdAt,
        String createdBy,
        @JsonIgnore long revision) {

    DeployTrust {
        bundles = List.copyOf(bundles);
        groups = List.copyOf(groups);
    }

    /**
     * Where a pipeline must run. Of ref and environment at least one is set; each that is set must hold.
     *
     * @param issuer of its tokens
     * @param repository {@code owner/name}, to the letter
     * @param repositoryId the provider's number for it: then a repository that takes the name later is not trusted
     * @param ref a {@link RefPattern}
     * @param environment to the letter
     */
    record Source(
            String issuer,
            String repository,
            @Nullable String repositoryId,
            @Nullable String ref,
            @Nullable String environment) {}
}
