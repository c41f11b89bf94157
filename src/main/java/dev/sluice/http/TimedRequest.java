package dev.sluice.http;

import static dev.sluice.event.Rejection.REQUEST_TIMEOUT;

import dev.sluice.event.RejectedException;
import dev.sluice.policy.Bulkhead.Permit;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A request whose body must arrive within a time limit, even if it trickles in. The body needs one of a bounded number of permits
 * as soon as a read has to wait. The server's own timeout limits a single read; bytes after the time limit are refused. One
 * thread at a time calls.
 */
final class TimedRequest extends HttpServletRequestWrapper implements AutoCloseable {

    private final HttpServletResponse response;
    private final Duration limit;
    private final Supplier<Permit> permits;
    private final Supplier<Runnable> closers;
    private final long start = System.nanoTime();
    private long left;

    /** Null until a read has to wait. */
    private Permit permit;

    private Runnable closer = () -> {};

    /**
     * @param permits gives a permit, or throws a rejection
     * @param closers gives a task that closes the connection shortly after the answer; called before the first wait, run if the
     *     body is refused
     */
    TimedRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            Duration limit,
            Supplier<Permit> permits,
            Supplier<Runnable> closers) {
        super(request);
        this.response = response;
        this.limit = limit;
        this.permits = permits;
        this.closers = closers;
        this.left = request.getContentLengthLong();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new TimedStream(super.getInputStream());
    }

    /** Returns the permit: the request is over. */
    @Override
    public void close() {
        if (permit != null) {
            permit.close();
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

        /** Stops at the length of the body: with an unknown Upgrade, Payara reads on until the client closes the connection. */
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
                    throw REQUEST_TIMEOUT.because("the body of a request must be complete within " + limit);
                }
                if (permit == null && left != 0 && body.available() <= 0 && !body.isFinished()) {
                    closer = closers.get();
                    permit = permits.get();
                }
            } catch (RejectedException e) {
                // the rest of the body may still arrive, and waiting for it would hold the thread, too
                if (!response.isCommitted()) {
                    response.setHeader("Connection", "close");
                    closer.run();
                }
                throw e;
            }
        }

        private void afterRead(int count) {
            // a chunked body has a negative length, and ends with -1
            left = count < 0 ? 0 : left - Math.min(count, Math.max(0, left));
            if (left == 0) {
                TimedRequest.this.close();
            }
        }

        /**
         * Gives at least 1 before the end of the body. Otherwise Jersey takes a form for empty, reads one byte to be sure, and asks
         * the server for the parameters, all before any grant is checked.
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
