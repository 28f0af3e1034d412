package io.signalbeam.functions.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Every operation of the API and who may call it: the single table. Tests compare it with the OpenAPI document and with
 * the functions that there are; {@code docs/access.md} is generated from it.
 */
public enum Operation {
    GET_ME("getMe", "GET", "/me", Access.PERSON),
    LIST_TENANTS("listTenants", "GET", "/tenants", Access.PLATFORM),
    CREATE_TENANT("createTenant", "POST", "/tenants", Access.PLATFORM),
    DELETE_TENANT("deleteTenant", "DELETE", "/tenants/{id}", Access.PLATFORM),
    RESTORE_TENANT("restoreTenant", "POST", "/tenants/{id}/restore", Access.PLATFORM),
    LIST_TENANT_EXPORTS("listTenantExports", "GET", "/tenants/{id}/exports", Access.PLATFORM),
    CREATE_TENANT_EXPORT("createTenantExport", "POST", "/tenants/{id}/exports", Access.PLATFORM),
    GET_TENANT_EXPORT("getTenantExport", "GET", "/tenants/{id}/exports/{exportId}", Access.PLATFORM),
    LIST_TENANT_EXPORT_FILES("listTenantExportFiles", "GET", "/tenants/{id}/exports/{exportId}/files", Access.PLATFORM),
    REBUILD_TWINS("rebuildTwins", "POST", "/tenants/{id}/rebuild-twins", Access.PLATFORM),
    GET_TENANT_QUOTAS("getTenantQuotas", "GET", "/tenants/{id}/quotas", Access.PLATFORM),
    ROTATE_SIGNING_KEY("rotateSigningKey", "POST", "/signing-keys/rotate", Access.PLATFORM),
    ROTATE_PUBLISHER_KEY("rotatePublisherKey", "POST", "/publisher-key/rotate", Access.PLATFORM),
    SET_TENANT_QUOTAS("setTenantQuotas", "PUT", "/tenants/{id}/quotas", Access.PLATFORM),
    GET_QUOTAS("getQuotas", "GET", "/quotas", Access.VIEWER),
    GET_TENANT("getTenant", "GET", "/tenant", Access.VIEWER),
    UPDATE_TENANT("updateTenant", "PATCH", "/tenant", Access.ADMIN),
    LIST_EXPORTS("listExports", "GET", "/tenant/exports", Access.ADMIN),
    CREATE_EXPORT("createExport", "POST", "/tenant/exports", Access.ADMIN),
    GET_EXPORT("getExport", "GET", "/tenant/exports/{exportId}", Access.ADMIN),
    LIST_EXPORT_FILES("listExportFiles", "GET", "/tenant/exports/{exportId}/files", Access.ADMIN),
    LIST_PEOPLE("listPeople", "GET", "/people", Access.ADMIN),
    ADD_PERSON("addPerson", "POST", "/people", Access.ADMIN),
    UPDATE_PERSON("updatePerson", "PATCH", "/people/{id}", Access.ADMIN),
    REMOVE_PERSON("removePerson", "DELETE", "/people/{id}", Access.ADMIN),
    LIST_ENROLLMENT_TOKENS("listEnrollmentTokens", "GET", "/enrollment-tokens", Access.ADMIN),
    CREATE_ENROLLMENT_TOKEN("createEnrollmentToken", "POST", "/enrollment-tokens", Access.ADMIN),
    REVOKE_ENROLLMENT_TOKEN("revokeEnrollmentToken", "DELETE", "/enrollment-tokens/{id}", Access.ADMIN),
    LIST_DEVICES("listDevices", "GET", "/devices", Access.VIEWER),
    GET_DEVICE("getDevice", "GET", "/devices/{id}", Access.VIEWER),
    UPDATE_DEVICE("updateDevice", "PATCH", "/devices/{id}", Access.OPERATOR),
    DECOMMISSION_DEVICE("decommissionDevice", "DELETE", "/devices/{id}", Access.ADMIN),
    ROTATE_DEVICE_KEY("rotateDeviceKey", "POST", "/devices/{id}/rotate-key", Access.ADMIN),
    REPLACE_DEVICE("replaceDevice", "POST", "/devices/{id}/replacement", Access.ADMIN),
    LIST_DEVICE_EVENTS("listDeviceEvents", "GET", "/devices/{id}/events", Access.VIEWER),
    GET_DEVICE_METRICS("getDeviceMetrics", "GET", "/devices/{id}/metrics", Access.VIEWER),
    GET_DESIRED_STATE("getDesiredState", "GET", "/devices/{id}/desired-state", Access.VIEWER),
    GET_REPORTED_STATE("getReportedState", "GET", "/devices/{id}/reported-state", Access.VIEWER),
    EXPLAIN_DEVICE("explainDevice", "GET", "/devices/{id}/explain", Access.VIEWER),
    LIST_DEVICE_BUNDLES("listDeviceBundles", "GET", "/devices/{id}/bundles", Access.VIEWER),
    ASSIGN_BUNDLE_TO_DEVICE("assignBundleToDevice", "POST", "/devices/{id}/bundles", Access.OPERATOR),
    UNASSIGN_BUNDLE_FROM_DEVICE(
            "unassignBundleFromDevice", "DELETE", "/devices/{id}/bundles/{bundleId}", Access.OPERATOR),
    GET_CONTAINER_LOGS(
            "getContainerLogs", "GET", "/devices/{id}/bundles/{bundleId}/containers/{container}/logs", Access.VIEWER),
    LIST_COMMANDS("listCommands", "GET", "/devices/{id}/commands", Access.VIEWER),
    ISSUE_COMMAND("issueCommand", "POST", "/devices/{id}/commands", Access.OPERATOR),
    GET_COMMAND("getCommand", "GET", "/devices/{id}/commands/{commandId}", Access.VIEWER),
    CANCEL_COMMAND("cancelCommand", "POST", "/devices/{id}/commands/{commandId}/cancel", Access.OPERATOR),
    GET_COMMAND_OUTPUT("getCommandOutput", "GET", "/devices/{id}/commands/{commandId}/output", Access.OPERATOR),
    HEARTBEAT("heartbeat", "POST", "/devices/{id}/heartbeat", Access.DEVICE),
    GET_OWN_DEVICE("getOwnDevice", "GET", "/devices/me", Access.DEVICE),
    LIST_GROUPS("listGroups", "GET", "/groups", Access.VIEWER),
    CREATE_GROUP("createGroup", "POST", "/groups", Access.OPERATOR),
    GET_GROUP("getGroup", "GET", "/groups/{id}", Access.VIEWER),
    UPDATE_GROUP("updateGroup", "PATCH", "/groups/{id}", Access.OPERATOR),
    DELETE_GROUP("deleteGroup", "DELETE", "/groups/{id}", Access.OPERATOR),
    LIST_GROUP_MEMBERS("listGroupMembers", "GET", "/groups/{id}/members", Access.VIEWER),
    ADD_GROUP_MEMBERS("addGroupMembers", "POST", "/groups/{id}/members", Access.OPERATOR),
    REMOVE_GROUP_MEMBER("removeGroupMember", "DELETE", "/groups/{id}/members/{deviceId}", Access.OPERATOR),
    LIST_GROUP_BUNDLES("listGroupBundles", "GET", "/groups/{id}/bundles", Access.VIEWER),
    ASSIGN_BUNDLE_TO_GROUP("assignBundleToGroup", "POST", "/groups/{id}/bundles", Access.OPERATOR),
    UNASSIGN_BUNDLE_FROM_GROUP("unassignBundleFromGroup", "DELETE", "/groups/{id}/bundles/{bundleId}", Access.OPERATOR),
    LIST_BUNDLES("listBundles", "GET", "/bundles", Access.VIEWER),
    CREATE_BUNDLE("createBundle", "POST", "/bundles", Access.OPERATOR),
    GET_BUNDLE("getBundle", "GET", "/bundles/{id}", Access.VIEWER),
    DELETE_BUNDLE("deleteBundle", "DELETE", "/bundles/{id}", Access.OPERATOR),
    PUBLISH_BUNDLE_VERSION("publishBundleVersion", "POST", "/bundles/{id}/versions", Access.OPERATOR),
    GET_BUNDLE_VERSION("getBundleVersion", "GET", "/bundles/{id}/versions/{version}", Access.VIEWER),
    LIFT_QUARANTINE("liftQuarantine", "DELETE", "/bundles/{id}/versions/{version}/quarantine", Access.OPERATOR),
    LIST_ARTIFACTS("listArtifacts", "GET", "/artifacts", Access.VIEWER),
    CREATE_ARTIFACT("createArtifact", "POST", "/artifacts", Access.OPERATOR),
    GET_ARTIFACT("getArtifact", "GET", "/artifacts/{sha256}", Access.VIEWER),
    COMPLETE_ARTIFACT("completeArtifact", "POST", "/artifacts/{sha256}/complete", Access.OPERATOR),
    DELETE_ARTIFACT("deleteArtifact", "DELETE", "/artifacts/{sha256}", Access.OPERATOR),
    LIST_SECRETS("listSecrets", "GET", "/secrets", Access.VIEWER),
    PUT_SECRET("putSecret", "PUT", "/secrets/{name}", Access.ADMIN),
    DELETE_SECRET("deleteSecret", "DELETE", "/secrets/{name}", Access.ADMIN),
    LIST_REGISTRY_CREDENTIALS("listRegistryCredentials", "GET", "/registry-credentials", Access.VIEWER),
    PUT_REGISTRY_CREDENTIAL("putRegistryCredential", "PUT", "/registry-credentials/{host}", Access.ADMIN),
    DELETE_REGISTRY_CREDENTIAL("deleteRegistryCredential", "DELETE", "/registry-credentials/{host}", Access.ADMIN),
    LIST_ROLLOUTS("listRollouts", "GET", "/rollouts", Access.VIEWER),
    CREATE_ROLLOUT("createRollout", "POST", "/rollouts", Access.OPERATOR),
    GET_ROLLOUT("getRollout", "GET", "/rollouts/{id}", Access.VIEWER),
    LIST_ROLLOUT_DEVICES("listRolloutDevices", "GET", "/rollouts/{id}/devices", Access.VIEWER),
    PREVIEW_ROLLOUT("previewRollout", "POST", "/rollouts/preview", Access.OPERATOR),
    LIST_ROLLOUT_FAILURES("listRolloutFailures", "GET", "/rollouts/{id}/failures", Access.VIEWER),
    APPROVE_ROLLOUT("approveRollout", "POST", "/rollouts/{id}/approve", Access.OPERATOR),
    START_ROLLOUT("startRollout", "POST", "/rollouts/{id}/start", Access.OPERATOR),
    PAUSE_ROLLOUT("pauseRollout", "POST", "/rollouts/{id}/pause", Access.OPERATOR),
    RESUME_ROLLOUT("resumeRollout", "POST", "/rollouts/{id}/resume", Access.OPERATOR),
    PROMOTE_ROLLOUT("promoteRollout", "POST", "/rollouts/{id}/promote", Access.OPERATOR),
    CANCEL_ROLLOUT("cancelRollout", "POST", "/rollouts/{id}/cancel", Access.OPERATOR),
    RETRY_ROLLOUT("retryRollout", "POST", "/rollouts/{id}/retry", Access.OPERATOR),
    ROLL_BACK_ROLLOUT("rollBackRollout", "POST", "/rollouts/{id}/rollback", Access.OPERATOR),
    GET_FLEET_SUMMARY("getFleetSummary", "GET", "/fleet/summary", Access.VIEWER),
    GET_FLEET_METRICS("getFleetMetrics", "GET", "/fleet/metrics", Access.VIEWER),
    GET_TOP_DEVICES("getTopDevices", "GET", "/fleet/metrics/top", Access.VIEWER),
    GET_GROUP_METRICS("getGroupMetrics", "GET", "/groups/{id}/metrics", Access.VIEWER),
    NEGOTIATE_LIVE("negotiateLive", "POST", "/live/negotiate", Access.MEMBER),
    LIST_ALERT_RULES("listAlertRules", "GET", "/alert-rules", Access.VIEWER),
    CREATE_ALERT_RULE("createAlertRule", "POST", "/alert-rules", Access.OPERATOR),
    GET_ALERT_RULE("getAlertRule", "GET", "/alert-rules/{id}", Access.VIEWER),
    UPDATE_ALERT_RULE("updateAlertRule", "PATCH", "/alert-rules/{id}", Access.OPERATOR),
    DELETE_ALERT_RULE("deleteAlertRule", "DELETE", "/alert-rules/{id}", Access.OPERATOR),
    LIST_ALERTS("listAlerts", "GET", "/alerts", Access.VIEWER),
    LIST_ALERT_SILENCES("listAlertSilences", "GET", "/alert-silences", Access.VIEWER),
    CREATE_ALERT_SILENCE("createAlertSilence", "POST", "/alert-silences", Access.OPERATOR),
    EXPIRE_ALERT_SILENCE("expireAlertSilence", "DELETE", "/alert-silences/{id}", Access.OPERATOR),
    LIST_ALERT_WEBHOOKS("listAlertWebhooks", "GET", "/alert-webhooks", Access.ADMIN),
    CREATE_ALERT_WEBHOOK("createAlertWebhook", "POST", "/alert-webhooks", Access.ADMIN),
    DELETE_ALERT_WEBHOOK("deleteAlertWebhook", "DELETE", "/alert-webhooks/{id}", Access.ADMIN),
    LIST_AUDIT("listAudit", "GET", "/audit", Access.ADMIN),
    EXPORT_AUDIT("exportAudit", "GET", "/audit/export", Access.ADMIN),
    VERIFY_AUDIT("verifyAudit", "GET", "/audit/verify", Access.ADMIN),
    LIST_DEPLOY_TRUSTS("listDeployTrusts", "GET", "/deploy-trusts", Access.ADMIN),
    CREATE_DEPLOY_TRUST("createDeployTrust", "POST", "/deploy-trusts", Access.ADMIN),
    GET_DEPLOY_TRUST("getDeployTrust", "GET", "/deploy-trusts/{id}", Access.ADMIN),
    UPDATE_DEPLOY_TRUST("updateDeployTrust", "PATCH", "/deploy-trusts/{id}", Access.ADMIN),
    DELETE_DEPLOY_TRUST("deleteDeployTrust", "DELETE", "/deploy-trusts/{id}", Access.ADMIN),
    EXCHANGE_TOKEN("exchangeToken", "POST", "/token", Access.ANYONE),
    LIST_ACCESS_TOKENS("listAccessTokens", "GET", "/access-tokens", Access.MEMBER),
    CREATE_ACCESS_TOKEN("createAccessToken", "POST", "/access-tokens", Access.MEMBER),
    REVOKE_ACCESS_TOKEN("revokeAccessToken", "DELETE", "/access-tokens/{id}", Access.MEMBER),
    LIST_PARKED_EVENTS("listParkedEvents", "GET", "/parked-events", Access.VIEWER),
    REPLAY_PARKED_EVENTS("replayParkedEvents", "POST", "/parked-events/replay", Access.OPERATOR),
    GET_PARKED_EVENT("getParkedEvent", "GET", "/parked-events/{id}", Access.VIEWER),
    DELETE_PARKED_EVENT("deleteParkedEvent", "DELETE", "/parked-events/{id}", Access.OPERATOR),
    REPLAY_PARKED_EVENT("replayParkedEvent", "POST", "/parked-events/{id}/replay", Access.OPERATOR),
    LIST_ARCHIVED_DAYS("listArchivedDays", "GET", "/archive/days", Access.VIEWER),
    RESTORE_ARCHIVED_DAY("restoreArchivedDay", "POST", "/archive/days/{day}/restore", Access.ADMIN),
    ENROLL("enroll", "POST", "/agent/enroll", Access.ANYONE),
    POLL_DESIRED_STATE("pollDesiredState", "GET", "/agent/desired-state", Access.DEVICE),
    ROTATE_OWN_KEY("rotateOwnKey", "POST", "/agent/keys/rotate", Access.DEVICE),
    DELIVER_SECRETS("deliverSecrets", "POST", "/agent/secrets", Access.DEVICE),
    ADDRESS_ARTIFACT("addressArtifact", "GET", "/agent/artifacts/{sha256}", Access.DEVICE),
    KEEP_COMMAND_OUTPUT("keepCommandOutput", "PUT", "/agent/commands/{commandId}/output", Access.DEVICE),
    LEASE("lease", "POST", "/agent/lease", Access.DEVICE),
    POST_REPORT("postReport", "POST", "/agent/reports", Access.DEVICE),
    GET_METRICS("getMetrics", "GET", "/metrics", Access.PLATFORM),
    HEALTH_LIVE("healthLive", "GET", "/health/live", Access.ANYONE),
    HEALTH_READY("healthReady", "GET", "/health/ready", Access.ANYONE),
    GET_OPEN_API("getOpenApi", "GET", "/openapi.json", Access.ANYONE),
    GET_REFERENCE_PAGE("getReferencePage", "GET", "/docs", Access.ANYONE),
    GET_REFERENCE_SCRIPT("getReferenceScript", "GET", "/docs/standalone.js", Access.ANYONE);

    /** What a credential with limits may be used for; what is not here, it may not. Each use case checks the thing itself. */
    private static final Set<Operation> SERVE_LIMITED = EnumSet.of(
            GET_ME,
            LIST_BUNDLES,
            GET_BUNDLE,
            GET_BUNDLE_VERSION,
            PUBLISH_BUNDLE_VERSION,
            LIST_GROUPS,
            GET_GROUP,
            LIST_GROUP_BUNDLES,
            ASSIGN_BUNDLE_TO_GROUP,
            LIST_ROLLOUTS,
            CREATE_ROLLOUT,
            GET_ROLLOUT,
            PREVIEW_ROLLOUT,
            LIST_ROLLOUT_DEVICES,
            LIST_ROLLOUT_FAILURES);

    /** Who may call an operation. */
    public enum Access {
        /** No credential. */
        ANYONE,
        /** A device, by its key; it only ever reaches its own things. */
        DEVICE,
        /** Anybody whose access token is accepted, with or without a tenant. */
        PERSON,
        /** Anybody with a role in the tenant, for what is the caller's own. */
        MEMBER,
        VIEWER,
        OPERATOR,
        ADMIN,
        /** Platform administrators, who stand outside all tenants. */
        PLATFORM
    }

    private final String id;
    private final String method;
    private final String path;
    private final Access access;

    Operation(String id, String method, String path, Access access) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.access = access;
    }

    /** {@code operationId} in the OpenAPI document. */
    public String id() {
        return id;
    }

    public String method() {
        return method;
    }

    /** As in the OpenAPI document: under {@code /api}, with parameters in braces. */
    public String path() {
        return path;
    }

    public Access access() {
        return access;
    }

    /** Whether this person may call it; the tenant is checked apart. */
    public boolean allows(Person person) {
        return switch (access) {
            case ANYONE, PERSON -> true;
            case DEVICE -> false;
            case MEMBER, VIEWER -> person.has(Role.Viewer);
            case OPERATOR -> person.has(Role.Operator);
            case ADMIN -> person.has(Role.Admin);
            case PLATFORM -> person.platformAdministrator();
        };
    }

    /** Whether a credential that reaches certain bundles or groups only may be used for it. */
    public boolean servesLimited() {
        return SERVE_LIMITED.contains(this);
    }

    /**
     * Whether sending it again does nothing more, and an {@code Idempotency-Key} need not be kept: its work is many
     * transactions, and cannot be one with a key's, or its answer is a secret that must not be kept.
     */
    public boolean repeatable() {
        return this == REPLAY_PARKED_EVENT || this == REPLAY_PARKED_EVENTS || this == NEGOTIATE_LIVE;
    }

    /** Whether it is about one tenant's things, so that the caller must belong to one. */
    public boolean needsTenant() {
        return switch (access) {
            case MEMBER, VIEWER, OPERATOR, ADMIN -> true;
            case ANYONE, DEVICE, PERSON, PLATFORM -> false;
        };
    }
}
