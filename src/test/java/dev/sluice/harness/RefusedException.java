package dev.sluice.harness;

/** Instead of a stream there was another status: a browser's {@code EventSource} would give up for ever. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public RefusedException(int status) {
        super("status " + status + " instead of a stream");
        this.status = status;
    }

    public int status() {
        return status;
    }
}
