package dev.sluice.http;

import static dev.sluice.event.Rejection.BODY_INVALID;

import dev.sluice.event.RejectedException;
import dev.sluice.log.LogMessage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers requests to a door that are refused, or that fail with an exception. Request threads call. */
final class FailedRequests {

    private static final Logger LOG = System.getLogger(FailedRequests.class.getName());

    private final Problems problems;

    FailedRequests(Problems problems) {
        this.problems = problems;
    }

    /** Answers a request that failed. Gives false for a fault that the server itself must answer. */
    boolean answer(HttpServletRequest request, HttpServletResponse response, boolean stream, Exception fault) {
        if (request.getServletContext() == null) {
            // Payara has already ended the request, since its client disconnected, and may reuse the object
            LOG.log(Level.DEBUG, LogMessage.of("a client disconnected").with("cause", fault.getMessage()));
            return true;
        }
        Optional<RejectedException> refusal = cause(fault, RejectedException.class);
        if (refusal.isPresent()) {
            // JAX-RS read the body before it called a resource, and wrapped the refusal of the body
            if (!response.isCommitted()) {
                refuse(stream, response, refusal.get());
            }
            return true;
        }
        if (isPageMissing(fault)) {
            return false;
        }
        if (!isDisconnected(fault)) {
            fail(response, fault);
            return true;
        }
        // not rethrown: the server would log a stack trace for each client that disconnects
        LOG.log(Level.DEBUG, LogMessage.of("a client disconnected").with("cause", fault.getMessage()));
        if (!response.isCommitted()) {
            refuse(stream, response, BODY_INVALID.because("the request ended before its body was complete"));
        }
        return true;
    }

    /** Logs the fault here, since the shipped set-ups of some servers switch the server's own logger of such faults off. */
    private void fail(HttpServletResponse response, Exception fault) {
        RejectedException why = RejectedException.of(fault);
        if (!response.isCommitted()) {
            problems.write(response, why);
        }
    }

    private static boolean isDisconnected(Throwable fault) {
        return cause(fault, IOException.class).isPresent();
    }

    /** Open Liberty reports an unknown path by this exception. */
    private static boolean isPageMissing(Throwable fault) {
        return cause(fault, FileNotFoundException.class).isPresent();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable fault, Class<T> type) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    void refuse(boolean stream, HttpServletResponse response, RejectedException why) {
        if (why.rejection().retryable() && stream) {
            problems.writeToStream(response, why);
        } else {
            problems.write(response, why);
        }
    }
}
