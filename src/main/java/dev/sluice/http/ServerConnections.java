package dev.sluice.http;

import dev.sluice.log.LogMessage;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of requests, on Payara and GlassFish, by reflection: how much the kernel holds for a client that has stopped
 * reading, and the end of one that goes on sending what has been refused. Other servers have settings of their own for it, or none.
 *
 * <p>Linux lets the send buffer of a connection grow up to the third value of {@code net.ipv4.tcp_wmem}, 4 MB by default. Grizzly's
 * {@code socket-write-buffer-size} does not hold it back: Grizzly only ever raises a buffer, and that of an accepted connection
 * begins above any sensible size (43 KB over Ethernet, 1.3 MB and more over the loopback). A size that is set ends the growth.
 *
 * <p>Any thread may call.
 */
@Singleton
class ServerConnections {

    private static final Logger LOG = System.getLogger(ServerConnections.class.getName());

    /** From the servlet's request to its connection; public methods all of them. */
    private static final List<String> PAYARA =
            List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection");

    private static final List<String> GLASSFISH =
            List.of("getUnwrappedCoyoteRequest", "getGrizzlyRequest", "getContext", "getConnection");

    /** For the answer to arrive: a reset that overtakes it would discard it. */
    private static final int LINGER_SECONDS = 2;

    /** The server itself ends the connections beyond this number, after half a minute. */
    private static final int MOST_LINGERING = 10_000;

    private final CurrentSettings current;
    private final ScheduledExecutorService ticker;
    private final AtomicInteger lingering = new AtomicInteger();

    /** Classes of requests that do not lead to a connection: others of the same server may. */
    private final Set<Class<?>> pathless = ConcurrentHashMap.newKeySet();

    @Inject
    ServerConnections(CurrentSettings current, Threads threads) {
        this.current = current;
        this.ticker = threads.ticker("sluice-lingering");
    }

    @PreDestroy
    void close() {
        ticker.shutdownNow();
    }

    /** For a connection that is about to become a stream or a WebSocket. */
    void limitSendBuffer(HttpServletRequest request) {
        find(request).ifPresent(connection -> {
            try {
                if (call("getChannel", connection) instanceof SocketChannel channel) {
                    channel.setOption(
                            StandardSocketOptions.SO_SNDBUF,
                            current.now().delivery().sendBuffer());
                }
            } catch (ReflectiveOperationException | IOException | RuntimeException e) {
                LOG.log(
                        Level.DEBUG,
                        LogMessage.of("a connection ended before its send buffer was limited")
                                .with("cause", e));
            }
        });
    }

    /**
     * Finds the connection of a request while it is surely that of the request: later the server may use the object for another
     * one. An HTTP/2 connection has other requests, too, and is left alone.
     *
     * @return ends the connection soon after the request has been answered with {@code Connection: close}, although the rest of the
     *     body is still to come
     */
    Runnable ender(HttpServletRequest request) {
        Optional<Object> connection = request.getProtocol().startsWith("HTTP/1") ? find(request) : Optional.empty();
        return () -> connection.ifPresent(this::endSoon);
    }

    private void endSoon(Object connection) {
        if (lingering.incrementAndGet() > MOST_LINGERING) {
            lingering.decrementAndGet();
            return;
        }
        try {
            ticker.schedule(() -> end(connection), LINGER_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the gateway stops, and the server ends the connection", e);
        }
    }

    private void end(Object connection) {
        lingering.decrementAndGet();
        try {
            call("terminateSilently", connection);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a connection has ended by itself").with("cause", e));
        }
    }

    /** Nothing on other servers, and of a request that is over. */
    private Optional<Object> find(HttpServletRequest request) {
        ServletRequest innermost = innermost(request);
        if (pathless.contains(innermost.getClass())) {
            return Optional.empty();
        }
        try {
            return Optional.of(connection(innermost));
        } catch (NoSuchMethodException e) {
            pathless.add(innermost.getClass());
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("requests of this class do not lead to their connection")
                            .with("cause", e));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, LogMessage.of("a request is over already").with("cause", e));
        }
        return Optional.empty();
    }

    private static ServletRequest innermost(ServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper ? innermost(wrapper.getRequest()) : request;
    }

    private static Object connection(ServletRequest request) throws ReflectiveOperationException {
        try {
            return follow(PAYARA, request);
        } catch (NoSuchMethodException otherwiseCalled) {
            return follow(GLASSFISH, request);
        }
    }

    private static Object follow(List<String> path, Object start) throws ReflectiveOperationException {
        Object step = start;
        for (String getter : path) {
            step = call(getter, step);
        }
        return step;
    }

    private static Object call(String method, Object object) throws ReflectiveOperationException {
        return object.getClass().getMethod(method).invoke(object);
    }
}
