package dev.sluice.it;

/** Instead of a stream there was another status: a browser's {@code EventSource} would give up for ever. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status) {
        super("status " + status + " instead of a stream");
        this.status = status;
    }

    int status() {
        return status;
    }
}
