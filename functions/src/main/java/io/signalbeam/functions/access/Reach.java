package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.id.GroupId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which bundles and groups a credential may touch, within what its role allows. A use case that serves credentials with
 * limits asks here for each thing that it touches; which operations those are says {@link Operation#servesLimited()}.
 *
 * @param bundles ids; null for all
 * @param groups null for all
 */
public record Reach(@Nullable Set<String> bundles, @Nullable Set<GroupId> groups) {
    public static final Reach ALL = new Reach(null, null);

    public Reach {
        bundles = bundles == null ? null : Set.copyOf(bundles);
        groups = groups == null ? null : Set.copyOf(groups);
    }

    public boolean limited() {
        return bundles != null || groups != null;
    }

    public boolean allBundles() {
        return bundles == null;
    }

    public boolean allGroups() {
        return groups == null;
    }

    /** For SQL; empty when all are in reach. */
    public Object[] bundleIds() {
        return bundles == null ? new Object[0] : bundles.toArray();
    }

    /** For SQL, as UUIDs; empty when all are in reach. */
    public Object[] groupIds() {
        return groups == null
                ? new Object[0]
                : groups.stream().map(GroupId::value).toArray();
    }

    public Optional<Refusal> refuseBundle(String bundle) {
        return bundles == null || bundles.contains(bundle)
                ? Optional.empty()
                : refusal("The credential does not reach the bundle " + bundle + ".");
    }

    /** @param group null for what is no group at all, such as a selector */
    public Optional<Refusal> refuseGroup(@Nullable GroupId group) {
        if (groups == null || (group != null && groups.contains(group))) {
            return Optional.empty();
        }
        return refusal(
                group == null
                        ? "The credential reaches certain groups only, and nothing beside them."
                        : "The credential does not reach the group " + group + ".");
    }

    private static Optional<Refusal> refusal(String detail) {
        return Optional.of(new Refusal.Forbidden(ErrorCode.CREDENTIAL_LIMITED, detail));
    }

    /** The same text for the same reach. */
    @Override
    public String toString() {
        return "bundles=" + (bundles == null ? "all" : new TreeSet<>(bundles)) + " groups="
                + (groups == null ? "all" : new TreeSet<>(groups));
    }
}
