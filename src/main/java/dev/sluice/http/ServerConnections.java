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
 * Controls the connections of Payara and GlassFish by reflection: limits the send buffer that the kernel holds for a client that
 * has stopped reading, and closes the connection of a client that keeps sending a refused body. Other servers have their own
 * settings for this, or none.
 *
 * <p>Linux lets the send buffer of a connection grow up to the third value of {@code net.ipv4.tcp_wmem}, 4 MB by default. Grizzly's
 * {@code socket-write-buffer-size} does not limit it: Grizzly only ever raises a buffer, and that of an accepted connection
 * starts above any sensible size (43 KB over Ethernet, 1.3 MB and more over the loopback). An explicit size ends the growth.
 *
 * <p>Any thread may call.
 */
@Singleton
class ServerConnections {

    private static final Logger LOG = System.getLogger(ServerConnections.class.getName());

    /** The public getters from the servlet request to its connection. */
    private static final List<String> PAYARA =
            List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection");

    private static final List<String> GLASSFISH =
            List.of("getUnwrappedCoyoteRequest", "getGrizzlyRequest", "getContext", "getConnection");

    /** The time for the answer to arrive: a reset that overtakes the answer would discard it. */
    private static final int LINGER_SECONDS = 2;

    /** Limits the scheduled closes. The server itself closes the connections beyond this number, after half a minute. */
    private static final int MAX_LINGERING = 10_000;

    private final CurrentSettings current;
    private final ScheduledExecutorService ticker;
    private final AtomicInteger lingering = new AtomicInteger();

    /** Request classes without a path to their connection; other request classes of the same server may have one. */
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

    /** Limits the send buffer of a connection that is about to become a stream or a WebSocket. */
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
     * Prepares to close the connection of a request. Called while the request is running, since the server reuses the objects
     * later. An HTTP/2 connection serves other requests, too, and is never closed.
     *
     * @return a task that closes the connection shortly after the request has been answered with {@code Connection: close}, even if
     *     the rest of the body has not arrived
     */
    Runnable closer(HttpServletRequest request) {
        Optional<Object> connection = request.getProtocol().startsWith("HTTP/1") ? find(request) : Optional.empty();
        return () -> connection.ifPresent(this::closeSoon);
    }

    private void closeSoon(Object connection) {
        if (lingering.incrementAndGet() > MAX_LINGERING) {
            lingering.decrementAndGet();
            return;
        }
        try {
            ticker.schedule(() -> close(connection), LINGER_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the gateway is stopping, and the server closes the connection", e);
        }
    }

    private void close(Object connection) {
        lingering.decrementAndGet();
        try {
            call("terminateSilently", connection);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, LogMessage.of("a connection had already ended").with("cause", e));
        }
    }

    /** Gives the connection of a request; empty on other servers and for a request that is over. */
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
                    LogMessage.of("this class of requests has no path to the connection")
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
        } catch (NoSuchMethodException notPayara) {
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
