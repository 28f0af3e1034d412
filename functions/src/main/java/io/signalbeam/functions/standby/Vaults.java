package io.signalbeam.functions.standby;

/** The vault of the environment that works, and the one of this environment. */
public interface Vaults {

    /** To read only; to be asked for by an app that waits. */
    Vault primary();

    Vault own();
}
