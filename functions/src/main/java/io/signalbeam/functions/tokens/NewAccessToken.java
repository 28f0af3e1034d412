package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.id.GroupId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /access-tokens}.
 *
 * @param role absent means Viewer
 * @param bundles 1 to 50 ids; absent means all
 * @param groups 1 to 50; absent means all
 * @param expiresInDays 1 to 365
 */
record NewAccessToken(
        String name,
        @Nullable Role role,
        @Nullable List<String> bundles,
        @Nullable List<GroupId> groups,
        Integer expiresInDays) {
    private static final int MAX_NAME = 100;
    private static final int MAX_THINGS = 50;
    private static final int MAX_DAYS = 365;

    NewAccessToken {
        bundles = bundles == null ? null : List.copyOf(bundles);
        groups = groups == null ? null : List.copyOf(groups);
    }

    FieldErrors problems() {
        var errors = new FieldErrors()
                .length("name", name, 1, MAX_NAME)
                .range("expiresInDays", expiresInDays, 1, MAX_DAYS)
                .size("bundles", bundles, 1, MAX_THINGS)
                .size("groups", groups, 1, MAX_THINGS);
        if (bundles != null) {
            for (int i = 0; i < bundles.size(); i++) {
                errors.dnsLabel("bundles[" + i + "]", bundles.get(i));
            }
        }
        return errors;
    }

    Role roleOrLeast() {
        return role == null ? Role.Viewer : role;
    }
}
