package io.signalbeam.functions.enrollment;

/** Whether a token still lets devices in. The names are the API's. */
public enum TokenState {
    Usable,
    UsedUp,
    Expired,
    Revoked
}
