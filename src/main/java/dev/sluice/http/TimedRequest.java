package dev.sluice.http;

import static dev.sluice.event.Rejection.REQUEST_TIMEOUT;

import dev.sluice.event.RejectedException;
import dev.sluice.policy.Shares.Share;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A request whose body must have come after some time, however it trickles in, and takes one of a bounded number of places
 * as soon as it has to be waited for. How long one read may wait is the server's own limit; what comes after the time is not
 * taken any more.
 */
final class TimedRequest extends HttpServletRequestWrapper implements AutoCloseable {

    private final HttpServletResponse response;
    private final Duration limit;
    private final Supplier<Share> places;
    private final Supplier<Runnable> enders;
    private final long start = System.nanoTime();
    private long left;

    /** Null as long as nothing has been waited for. */
    private Share place;

    private Runnable end = () -> {};

    /**
     * @param places gives a place, or refuses
     * @param enders is asked before the body is waited for; gives what ends the connection soon after the answer, if the body is refused
     *     then
     */
    TimedRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            Duration limit,
            Supplier<Share> places,
            Supplier<Runnable> enders) {
        super(request);
        this.response = response;
        this.limit = limit;
        this.places = places;
        this.enders = enders;
        this.left = request.getContentLengthLong();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new TimedStream(super.getInputStream());
    }

    /** The request is over. */
    @Override
    public void close() {
        if (place != null) {
            place.close();
        }
    }

    private final class TimedStream extends ServletInputStream {

        private final ServletInputStream body;

        private TimedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** No further than the request's length: beside an Upgrade, which it does not know, Payara reads on until the client ends. */
        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            beforeRead();
            int count = body.read(bytes, start, left < 0 ? length : (int) Math.min(length, left));
            afterRead(count);
            return count;
        }

        private void beforeRead() throws IOException {
            try {
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw REQUEST_TIMEOUT.because("the body of a request has to come within " + limit);
                }
                if (place == null && left != 0 && body.available() <= 0 && !body.isFinished()) {
                    end = enders.get();
                    place = places.get();
                }
            } catch (RejectedException e) {
                // the rest of the body is still to come, and must not be waited for either
                if (!response.isCommitted()) {
                    response.setHeader("Connection", "close");
                    end.run();
                }
                throw e;
            }
        }

        private void afterRead(int count) {
            // a body in chunks has a length below zero, and ends with -1
            left = count < 0 ? 0 : left - Math.min(count, Math.max(0, left));
            if (left == 0) {
                TimedRequest.this.close();
            }
        }

        /**
         * At least 1 before the body's end. Jersey takes a form for empty if nothing is available, reads a byte ahead to be
         * sure, and asks the server for the parameters: before any grant is looked at.
         */
        @Override
        public int available() throws IOException {
            return isFinished() ? 0 : Math.max(1, body.available());
        }

        @Override
        public boolean isFinished() {
            return left == 0 || body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
