package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.assignments.BundleRef;
import io.signalbeam.functions.outcome.FieldErrors;
import org.jspecify.annotations.Nullable;

/** {@code POST /rollouts}. */
record NewRollout(
        @Nullable String name,
        String bundleId,
        String version,
        RolloutTarget target,
        @Nullable Integer deviceDeadlineSeconds) {

    private static final int MAX_NAME = 200;
    private static final int LEAST_DEADLINE = 10;
    private static final int GREATEST_DEADLINE = 604_800;
    private static final int USUAL_DEADLINE = 900;

    FieldErrors problems() {
        var errors = new BundleRef(bundleId, version)
                .problems()
                .length("name", name, 1, MAX_NAME)
                .range("deviceDeadlineSeconds", deviceDeadlineSeconds, LEAST_DEADLINE, GREATEST_DEADLINE);
        target.check(errors);
        return errors;
    }

    String nameOrUsual() {
        return name == null ? bundleId + " " + version : name;
    }

    int deadlineOrUsual() {
        return deviceDeadlineSeconds == null ? USUAL_DEADLINE : deviceDeadlineSeconds;
    }
}
