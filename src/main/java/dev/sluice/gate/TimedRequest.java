package dev.sluice.gate;

import static dev.sluice.event.Rejection.REQUEST_TIMEOUT;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.time.Duration;

/**
 * A request whose body must have come after some time, however it trickles in. How long one read may wait is the
 * server's own limit; what comes after the time is not taken any more.
 */
final class TimedRequest extends HttpServletRequestWrapper {

    private final Duration limit;
    private final long start = System.nanoTime();

    TimedRequest(HttpServletRequest request, Duration limit) {
        super(request);
        this.limit = limit;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new TimedStream(super.getInputStream());
    }

    private void requireInTime() {
        if (System.nanoTime() - start > limit.toNanos()) {
            throw REQUEST_TIMEOUT.because("the body of a request has to come within " + limit);
        }
    }

    private final class TimedStream extends ServletInputStream {

        private final ServletInputStream body;

        private TimedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            requireInTime();
            return body.read();
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            requireInTime();
            return body.read(bytes, start, length);
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
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
