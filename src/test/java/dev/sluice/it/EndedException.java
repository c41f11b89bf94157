package dev.sluice.it;

/** The gateway ended the connection, or it broke; a client goes on after its cursor. */
final class EndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EndedException(String cursor) {
        super("the connection ended after " + cursor);
    }
}
