package io.signalbeam.functions.tokens;

/** Whether a token still lets its holder in. The names are the API's. */
enum TokenState {
    Usable,
    Expired,
    Revoked
}
