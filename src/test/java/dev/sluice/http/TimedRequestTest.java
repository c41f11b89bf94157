package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.policy.Bulkhead;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which bodies take a place: those that have to be waited for. */
class TimedRequestTest {

    private final Bulkhead shares = new Bulkhead(1, 1);
    private final Visitor visitor =
            new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), "192.0.2.1");
    private final Map<String, Object> headers = new HashMap<>();
    private final AtomicInteger ends = new AtomicInteger();

    /** A body of which so much has come; the rest comes when it is waited for. */
    private static final class SlowBody extends ServletInputStream {

        private final int length;
        private final int there;
        private int read;

        private SlowBody(int length, int there) {
            this.length = length;
            this.there = there;
        }

        @Override
        public int available() {
            return Math.max(0, there - read);
        }

        @Override
        public int read() {
            if (read == length) {
                return -1;
            }
            read++;
            return 'x';
        }

        @Override
        public boolean isFinished() {
            return read == length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private TimedRequest request(SlowBody body, long contentLength) {
        HttpServletRequest request =
                proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
                    case "getContentLengthLong" -> contentLength;
                    case "getInputStream" -> body;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        HttpServletResponse response =
                proxy(HttpServletResponse.class, (self, method, arguments) -> switch (method.getName()) {
                    case "isCommitted" -> false;
                    case "setHeader" -> headers.put((String) arguments[0], arguments[1]) == null ? null : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new TimedRequest(
                request,
                response,
                Duration.ofMinutes(1),
                () -> shares.tryAcquire(visitor).orElseThrow(() -> Rejection.TOO_MANY_BODIES.because("full")),
                () -> ends::incrementAndGet);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private boolean isFree() {
        Optional<Bulkhead.Permit> share = shares.tryAcquire(visitor);
        share.ifPresent(Bulkhead.Permit::close);
        return share.isPresent();
    }

    @Test
    void takesNoPlaceForABodyThatHasCome() throws IOException {
        try (TimedRequest request = request(new SlowBody(100, 100), 100)) {
            assertThat(request.getInputStream().read(new byte[50])).isEqualTo(50);
            assertThat(isFree()).isTrue();
            assertThat(request.getInputStream().readAllBytes()).hasSize(50);
            assertThat(isFree()).isTrue();
        }
    }

    /** Payara reads on, until the connection ends, if the request has the field Upgrade. */
    @Test
    void endsWhereItsLengthSays() throws IOException {
        TimedRequest request = request(new SlowBody(10, 10), 3);
        ServletInputStream body = request.getInputStream();
        assertThat(body.readAllBytes()).hasSize(3);
        assertThat(body.isFinished()).isTrue();
        assertThat(body.read()).isEqualTo(-1);
        assertThat(request(new SlowBody(10, 10), 0).getInputStream().read()).isEqualTo(-1);
        assertThat(request(new SlowBody(10, 10), -1).getInputStream().readAllBytes())
                .hasSize(10);
        assertThat(request(new SlowBody(10, 10), 3).getInputStream().read(new byte[8], 0, 8))
                .isEqualTo(3);
    }

    @Test
    void takesAPlaceUntilTheBodyHasCome() throws IOException {
        try (TimedRequest request = request(new SlowBody(100, 10), 100)) {
            assertThat(request.getInputStream().readNBytes(20)).hasSize(20);
            assertThat(isFree()).isFalse();
            assertThat(request.getInputStream().readNBytes(80)).hasSize(80);
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    void takesAPlaceUntilTheChunksHaveCome() throws IOException {
        try (TimedRequest request = request(new SlowBody(100, 0), -1)) {
            assertThat(request.getInputStream().readNBytes(20)).hasSize(20);
            assertThat(isFree()).isFalse();
            assertThat(request.getInputStream().readAllBytes()).hasSize(80);
            assertThat(isFree()).isTrue();
        }
    }

    /** Jersey reads a byte ahead where a form seems to be empty, and asks the container for its parameters. */
    @Test
    void seemsNeverEmptyBeforeItsEnd() throws IOException {
        try (TimedRequest request = request(new SlowBody(100, 0), 100)) {
            assertThat(request.getInputStream().available()).isPositive();
            assertThat(isFree()).isTrue();
            request.getInputStream().readAllBytes();
            assertThat(request.getInputStream().available()).isZero();
        }
        try (TimedRequest request = request(new SlowBody(0, 0), 0)) {
            assertThat(request.getInputStream().available()).isZero();
        }
    }

    @Test
    void givesThePlaceBackWithTheRequest() throws IOException {
        TimedRequest request = request(new SlowBody(100, 0), 100);
        request.getInputStream().read();
        assertThat(isFree()).isFalse();
        request.close();
        assertThat(isFree()).isTrue();
    }

    @Test
    void refusesWhereThereIsNoPlaceAndEndsTheConnection() throws IOException {
        try (TimedRequest first = request(new SlowBody(100, 0), 100);
                TimedRequest second = request(new SlowBody(100, 0), 100)) {
            first.getInputStream().read();
            assertThatThrownBy(() -> second.getInputStream().read()).isInstanceOf(RejectedException.class);
            assertThat(headers).containsEntry("Connection", "close");
            assertThat(ends).hasValue(1);
        }
    }
}
