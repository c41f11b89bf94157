package dev.sluice.hub;

/** Why a connection ends. After each of them a client may come back and resume. */
public enum CloseCause {
    /** The client has closed it, or a write has shown that it is gone. */
    CLIENT_GONE,
    /** A write took longer than the setting allows. */
    TOO_SLOW,
    /** The node goes away. */
    DRAIN,
    /** The journal cannot be read. */
    JOURNAL_UNAVAILABLE,
    /** A fault of the gateway; its log says more. */
    INTERNAL_ERROR
}
