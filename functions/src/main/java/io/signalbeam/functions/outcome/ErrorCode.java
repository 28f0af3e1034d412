package io.signalbeam.functions.outcome;

/**
 * Every code that a problem document can carry. A code never changes its meaning and is never used again for another
 * one; {@code docs/errors.md} is generated from this list.
 */
public enum ErrorCode {
    VALIDATION_FAILED("validation-failed", 400, "The request is not valid"),
    MALFORMED_JSON("malformed-json", 400, "The body is not JSON"),
    CURSOR_INVALID("cursor-invalid", 400, "The cursor is not one of this list's"),
    AUTHENTICATION_REQUIRED("authentication-required", 401, "No credential was sent"),
    TOKEN_INVALID("token-invalid", 401, "The access token is not accepted"),
    TOKEN_EXPIRED("token-expired", 401, "The access token has expired"),
    DEVICE_KEY_INVALID("device-key-invalid", 401, "The device key is not accepted"),
    SIGNATURE_REQUIRED("signature-required", 401, "The request is not signed"),
    SIGNATURE_INVALID("signature-invalid", 401, "The request's signature is not accepted"),
    ENROLLMENT_TOKEN_INVALID("enrollment-token-invalid", 401, "The enrollment token is not known"),
    ENROLLMENT_TOKEN_EXPIRED("enrollment-token-expired", 401, "The enrollment token has expired"),
    ENROLLMENT_TOKEN_USED_UP("enrollment-token-used-up", 401, "The enrollment token has no uses left"),
    ENROLLMENT_TOKEN_REVOKED("enrollment-token-revoked", 401, "The enrollment token was revoked"),
    ROLE_REQUIRED("role-required", 403, "The caller's role does not allow this"),
    CREDENTIAL_LIMITED("credential-limited", 403, "The credential does not reach this"),
    SIGN_IN_REQUIRED("sign-in-required", 403, "This takes a person who has signed in"),
    TENANT_REQUIRED("tenant-required", 403, "The caller belongs to no tenant"),
    TENANT_MISMATCH("tenant-mismatch", 403, "X-Tenant-Id is not the credential's tenant"),
    DEVICE_DISABLED("device-disabled", 403, "The device is disabled"),
    DEVICE_DECOMMISSIONED("device-decommissioned", 403, "The device was decommissioned"),
    DEVICE_MISMATCH("device-mismatch", 403, "The key belongs to another device"),
    SECRET_NOT_DESIRED("secret-not-desired", 403, "The device's desired state names no such secret"),
    ARTIFACT_NOT_DESIRED("artifact-not-desired", 403, "The device's desired state names no such artifact"),
    NOT_FOUND("not-found", 404, "There is no such thing"),
    CONFLICT("conflict", 409, "It does not fit what is there"),
    NAME_TAKEN("name-taken", 409, "The name is in use"),
    BUNDLE_IN_USE("bundle-in-use", 409, "Something still asks for the bundle"),
    SECRET_IN_USE("secret-in-use", 409, "A device's desired state names the secret"),
    ARTIFACT_IN_USE("artifact-in-use", 409, "A version of a bundle names the artifact"),
    ARTIFACT_MISMATCH("artifact-mismatch", 409, "What was brought is not the artifact"),
    QUOTA_EXCEEDED("quota-exceeded", 409, "The tenant has as many as it may"),
    VERSION_EXISTS("version-exists", 409, "Another manifest was published under this version"),
    VERSION_QUARANTINED("version-quarantined", 409, "The version has failed on too many devices"),
    GROUP_BY_SELECTOR("group-by-selector", 409, "The members of this group are chosen by its selector"),
    ROLLOUT_TARGET_EMPTY("rollout-target-empty", 409, "The rollout would reach no device"),
    ROLLOUT_CONFLICT("rollout-conflict", 409, "Another rollout stands in the way"),
    ROLLOUT_ENDED("rollout-ended", 409, "The rollout has ended"),
    ROLLOUT_NOT_STARTED("rollout-not-started", 409, "The rollout has not begun"),
    ROLLOUT_PAUSED("rollout-paused", 409, "The rollout is paused"),
    ROLLOUT_ROLLING_BACK("rollout-rolling-back", 409, "The rollout is being rolled back"),
    ROLLOUT_NOT_AWAITING_APPROVAL("rollout-not-awaiting-approval", 409, "There is nothing to approve"),
    ROLLOUT_NOT_SOAKING("rollout-not-soaking", 409, "No wave is soaking"),
    EXPORT_UNDER_WAY("export-under-way", 409, "The tenant is being exported already"),
    EXPORT_WITHOUT_FILES("export-without-files", 409, "The export has no files, or none any more"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 409, "The Idempotency-Key was sent with another request"),
    LAST_ADMIN("last-admin", 409, "The tenant would be left without an admin"),
    STALE("stale", 412, "It has changed since it was read"),
    TOO_LARGE("too-large", 413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body's content type is not taken here"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
    INTERNAL("internal", 500, "Something went wrong on the server"),
    UNAVAILABLE("unavailable", 503, "Something that this depends on does not answer"),
    STANDBY("standby", 503, "This waits to take over and serves nobody yet");

    private final String code;
    private final int status;
    private final String title;

    ErrorCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The stable word on the wire. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
