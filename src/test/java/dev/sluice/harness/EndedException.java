package dev.sluice.harness;

/** The gateway ended the connection, or it broke; a client goes on after its cursor. */
public final class EndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EndedException(String cursor) {
        super("the connection ended after " + cursor);
    }
}
