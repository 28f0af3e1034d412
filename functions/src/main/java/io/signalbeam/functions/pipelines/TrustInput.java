package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.pipelines.DeployTrust.Source;
import io.signalbeam.shared.id.GroupId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What callers ask of trusts, and what is wrong with it. */
final class TrustInput {
    private static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_]{0,98})/[-A-Za-z0-9_.]{1,100}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");
    private static final int MAX_NAME = 100;
    private static final int MAX_THINGS = 50;

    private TrustInput() {}

    /**
     * {@code POST /deploy-trusts}.
     *
     * @param issuer absent means the first that is configured
     * @param role Operator or Viewer; absent means Operator
     * @param bundles 1 to 50
     * @param groups up to 50
     */
    record NewTrust(
            String name,
            @Nullable String issuer,
            String repository,
            @Nullable String repositoryId,
            @Nullable String ref,
            @Nullable String environment,
            @Nullable Role role,
            List<String> bundles,
            List<GroupId> groups) {

        NewTrust {
            bundles = List.copyOf(bundles);
            groups = List.copyOf(groups);
        }
    }

    /** {@code PATCH /deploy-trusts/{id}}: what is absent stays; an empty text takes repositoryId, ref or environment away. */
    record TrustChange(
            @Nullable String name,
            @Nullable String repository,
            @Nullable String repositoryId,
            @Nullable String ref,
            @Nullable String environment,
            @Nullable Role role,
            @Nullable List<String> bundles,
            @Nullable List<GroupId> groups) {

        TrustChange {
            bundles = bundles == null ? null : List.copyOf(bundles);
            groups = groups == null ? null : List.copyOf(groups);
        }

        DeployTrust applied(DeployTrust before) {
            var source = before.source();
            return new DeployTrust(
                    before.id(),
                    name == null ? before.name() : name,
                    new Source(
                            source.issuer(),
                            repository == null ? source.repository() : repository,
                            changed(source.repositoryId(), repositoryId),
                            changed(source.ref(), ref),
                            changed(source.environment(), environment)),
                    role == null ? before.role() : role,
                    bundles == null ? before.bundles() : bundles,
                    groups == null ? before.groups() : groups,
                    before.createdAt(),
                    before.createdBy(),
                    before.revision() + 1);
        }

        private static @Nullable String changed(@Nullable String before, @Nullable String wish) {
            if (wish == null) {
                return before;
            }
            return wish.isEmpty() ? null : wish;
        }
    }

    /** @param issuers that are configured */
    static FieldErrors problems(DeployTrust trust, Set<String> issuers) {
        var source = trust.source();
        var errors = new FieldErrors()
                .length("name", trust.name(), 1, MAX_NAME)
                .length("environment", source.environment(), 1, 255)
                .size("bundles", trust.bundles(), 1, MAX_THINGS)
                .size("groups", trust.groups(), 0, MAX_THINGS);
        if (!issuers.contains(source.issuer())) {
            errors.add("issuer", "reference", "It takes one of " + issuers + ".");
        }
        if (!REPOSITORY.matcher(source.repository()).matches()) {
            errors.add("repository", "format", "It takes owner/name.");
        }
        if (source.repositoryId() != null
                && !NUMBER.matcher(source.repositoryId()).matches()) {
            errors.add("repositoryId", "format", "It takes the repository's number, as digits.");
        }
        if (source.ref() != null && !RefPattern.valid(source.ref())) {
            errors.add("ref", "format", "It takes refs/heads/… or refs/tags/…, with up to three stars.");
        }
        if (source.ref() == null && source.environment() == null) {
            errors.add("ref", "required", "It takes a ref, an environment, or both.");
        }
        if (trust.role() == Role.Admin) {
            errors.add("role", "range", "A pipeline is Operator or Viewer.");
        }
        for (int i = 0; i < trust.bundles().size(); i++) {
            errors.dnsLabel("bundles[" + i + "]", trust.bundles().get(i));
        }
        return errors;
    }
}
