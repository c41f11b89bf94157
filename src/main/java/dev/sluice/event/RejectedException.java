package dev.sluice.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An expected refusal. Its message is shown to the client, and so contains neither a payload nor a token.
 *
 * <p>A hook throws it to refuse a request, and a publisher gets it from a failed stage:
 *
 * <pre>{@code
 * publisher.publish(draft).exceptionally(fault -> {
 *     RejectedException refusal = RejectedException.of(fault);
 *     if (refusal.rejection().retryable()) {
 *         retryAfter(Duration.ofSeconds(refusal.retrySeconds()));
 *     }
 *     return null;
 * });
 * }</pre>
 */
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
        // a refusal is an everyday answer and not a fault: it does without the cost of a stack trace
        super(detail, null, false, false);
        this.rejection = rejection;
        this.retryAfter = retryAfter;
    }

    /** Returns the same refusal with another time to wait before a retry; without this, it is one second. */
    public RejectedException after(Duration time) {
        return new RejectedException(rejection, getMessage(), time);
    }

    /** The number of seconds to wait before a retry; meaningful only if the rejection is {@link Rejection#retryable}. */
    public long retrySeconds() {
        // rounded up, because a retry that comes a fraction of a second too early is refused again
        return retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
    }

    /**
     * Converts the fault of a request to the answer for its client. A {@code RejectedException} is returned unchanged, also
     * if a completion stage has wrapped it. Any other fault is logged under a reference, and the result is
     * {@code internal-error} with this reference alone.
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
        return Rejection.INTERNAL_ERROR.because(
                "the gateway has failed to handle this request; the cause is in its log under reference=" + reference);
    }

    /** The kind of the refusal, with its stable code. */
    public Rejection rejection() {
        return rejection;
    }
}
