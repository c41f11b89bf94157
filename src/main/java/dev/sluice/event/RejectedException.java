package dev.sluice.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** An expected refusal. Its message is for the client and holds neither payload nor token. */
public final class RejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger(RejectedException.class.getName());

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Rejection rejection;
    private final Duration retryAfter;

    RejectedException(Rejection rejection, String detail) {
        this(rejection, detail, SOON);
    }

    private RejectedException(Rejection rejection, String detail, Duration retryAfter) {
        // an everyday answer, not a fault: without the cost of a stack trace
        super(detail, null, false, false);
        this.rejection = rejection;
        this.retryAfter = retryAfter;
    }

    /** The same, worth another try after some time. */
    public RejectedException after(Duration time) {
        return new RejectedException(rejection, getMessage(), time);
    }

    /** After how many seconds another try may succeed, if the rejection is one of those that are retryable at all. */
    public long retrySeconds() {
        // not a part of a second too early
        return retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
    }

    /**
     * Converts the fault of a request to the answer for its client. A rejection is the answer itself. Any other fault is
     * logged, and the client only gets the reference by which the log has it.
     */
    public static RejectedException of(Throwable fault) {
        Throwable cause = fault;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RejectedException rejected) {
            return rejected;
        }
        String reference = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000_0000, Integer.MAX_VALUE));
        LOG.log(Level.ERROR, "a request failed reference=" + reference, cause);
        return Rejection.INTERNAL_ERROR.because("the gateway failed; its log says more under reference=" + reference);
    }

    public Rejection rejection() {
        return rejection;
    }
}
