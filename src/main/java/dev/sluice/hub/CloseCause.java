package dev.sluice.hub;

import java.util.Locale;

/** Why a connection ends. After each of them but {@link #COMPLETE} a client may come back and resume. */
public enum CloseCause {
    /** The client has closed it, or a write has shown that it is gone. */
    CLIENT_GONE,
    /** A write took longer than the setting allows. */
    TOO_SLOW,
    /** There are as many clients as there may be. */
    OVERLOADED,
    /** The node goes away. */
    DRAIN,
    /** To see whether the client is still there: it comes back at once. */
    RENEWAL,
    /** The topics are complete: nothing will ever come. */
    COMPLETE,
    /** The time for which the client was let in is over. */
    EXPIRED,
    /** The client may do nothing, and has not shown in time that it may. */
    STRANGER,
    /** An authorized caller has closed the connection. */
    REVOKED,
    /** The journal cannot be read. */
    JOURNAL_UNAVAILABLE,
    /** A fault of the gateway; its log says more. */
    INTERNAL_ERROR;

    /** As those who look after the gateway are told it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
