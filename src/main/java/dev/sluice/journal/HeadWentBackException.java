package dev.sluice.journal;

/**
 * The journal ends before an event that this node has seen, or has become another one in the middle of a question. The question
 * can be put again after the journal has got a new epoch.
 */
final class HeadWentBackException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HeadWentBackException() {
        // it leads to another try, and is not logged
        super("the head of the journal has gone back", null, false, false);
    }
}
