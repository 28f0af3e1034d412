package io.signalbeam.local.eventhubs.access;

/** What a shared access policy may allow. Manage includes the others. */
public enum Right {
    LISTEN,
    SEND,
    MANAGE
}
