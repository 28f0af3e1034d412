package io.signalbeam.functions.enrollment;

import io.signalbeam.shared.id.GroupId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a new token.
 *
 * @param maxUses 1 to 100,000; absent means any number
 * @param expiresInHours 1 to 8,760; absent means 24
 */
public record NewToken(
        @Nullable String description,
        Map<String, String> labels,
        List<GroupId> groupIds,
        @Nullable Integer maxUses,
        @Nullable Integer expiresInHours) {

    public NewToken {
        labels = Map.copyOf(labels);
        groupIds = List.copyOf(groupIds);
    }
}
