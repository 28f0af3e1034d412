package io.signalbeam.local.cosmos;

/** An answer other than success, with Cosmos DB's status and sub-status. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int subStatus;
    private final String code;

    Refused(int status, int subStatus, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.subStatus = subStatus;
        this.code = code;
    }

    static Refused notFound(String what) {
        return new Refused(404, 0, "NotFound", "Resource Not Found: " + what);
    }

    /** The container or database itself is not there; the SDK tells this from a missing item by the sub-status. */
    static Refused noOwner(String what) {
        return new Refused(404, 1003, "NotFound", "Owner resource does not exist: " + what);
    }

    static Refused conflict(String what) {
        return new Refused(409, 0, "Conflict", "Resource with specified id already exists: " + what);
    }

    static Refused stale() {
        return new Refused(412, 0, "PreconditionFailed", "Operation cannot be performed: a condition is not met");
    }

    static Refused bad(String message) {
        return new Refused(400, 0, "BadRequest", message);
    }

    int status() {
        return status;
    }

    int subStatus() {
        return subStatus;
    }

    String code() {
        return code;
    }
}
