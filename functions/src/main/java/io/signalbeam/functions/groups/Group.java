package io.signalbeam.functions.groups;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbeam.shared.id.GroupId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A group, as the API writes it.
 *
 * @param selector canonical text; null for a group with members by name
 * @param priority between groups that ask for the same bundle the higher one wins
 * @param timeZone IANA name, of the site that it stands for; null when nobody has said
 * @param memberCount devices that are not decommissioned
 */
public record Group(
        GroupId id,
        String name,
        String description,
        @Nullable String selector,
        int priority,
        @Nullable String timeZone,
        int memberCount,
        Instant createdAt,
        @JsonIgnore long revision) {}
