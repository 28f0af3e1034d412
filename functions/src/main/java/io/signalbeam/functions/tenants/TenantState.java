package io.signalbeam.functions.tenants;

/** How a tenant stands with the installation. */
public enum TenantState {
    Active,
    /** Nobody of it is let in; it can come back until its time is over. */
    Leaving,
    /** All of its is being removed, and it cannot come back. */
    Removing,
    /** Nothing of it is left but that it was there. */
    Gone
}
