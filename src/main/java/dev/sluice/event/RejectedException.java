package dev.sluice.event;

/** An expected refusal. Its message is for the client and holds neither payload nor token. */
public final class RejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Rejection rejection;

    RejectedException(Rejection rejection, String detail) {
        // an everyday answer, not a fault: without the cost of a stack trace
        super(detail, null, false, false);
        this.rejection = rejection;
    }

    /** What somebody is told whose request failed with this: itself if it is a rejection, else no more than that. */
    public static RejectedException of(Throwable fault) {
        return fault instanceof RejectedException rejected
                ? rejected
                : Rejection.INTERNAL_ERROR.because("the gateway failed; its log says more");
    }

    public Rejection rejection() {
        return rejection;
    }
}
