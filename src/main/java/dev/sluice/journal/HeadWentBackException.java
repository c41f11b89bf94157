package dev.sluice.journal;

/**
 * The journal ends before an event that this node has seen, or its epoch has changed during a query. The query can run again
 * after the journal has a new epoch.
 */
final class HeadWentBackException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HeadWentBackException() {
        // the exception leads to another attempt and is not logged, so it needs no stack trace
        super("the head of the journal has gone back", null, false, false);
    }
}
