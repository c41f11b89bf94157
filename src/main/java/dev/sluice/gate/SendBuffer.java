package dev.sluice.gate;

import dev.sluice.log.Line;
import dev.sluice.settings.CurrentSettings;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits how much the kernel holds for a client that has stopped reading, on Payara and GlassFish, by reflection: others have
 * a setting of their own for it, or none.
 *
 * <p>Linux lets the send buffer of a connection grow up to the third value of {@code net.ipv4.tcp_wmem}, 4 MB by default. Grizzly's
 * {@code socket-write-buffer-size} does not hold it back: Grizzly only ever raises a buffer, and that of an accepted connection
 * begins above any sensible size (43 KB over Ethernet, 1.3 MB and more over the loopback). A size that is set ends the growth.
 */
@Singleton
class SendBuffer {

    private static final Logger LOG = System.getLogger(SendBuffer.class.getName());

    /** From the servlet's request to the channel of its connection; public methods all of them. */
    private static final List<String> PAYARA =
            List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection", "getChannel");

    private static final List<String> GLASSFISH =
            List.of("getUnwrappedCoyoteRequest", "getGrizzlyRequest", "getContext", "getConnection", "getChannel");

    private final CurrentSettings current;

    /** Classes of requests that do not lead to a socket: others of the same server may. */
    private final Set<Class<?>> pathless = ConcurrentHashMap.newKeySet();

    @Inject
    SendBuffer(CurrentSettings current) {
        this.current = current;
    }

    /** For a connection that is about to become a stream or a WebSocket. */
    void limit(HttpServletRequest request) {
        ServletRequest innermost = innermost(request);
        if (pathless.contains(innermost.getClass())) {
            return;
        }
        try {
            if (channel(innermost) instanceof SocketChannel channel) {
                channel.setOption(
                        StandardSocketOptions.SO_SNDBUF,
                        current.now().delivery().sendBuffer());
            }
        } catch (NoSuchMethodException e) {
            pathless.add(innermost.getClass());
            LOG.log(
                    Level.DEBUG,
                    Line.of("requests of this class do not lead to their socket")
                            .with("cause", e));
        } catch (ReflectiveOperationException | IOException | RuntimeException e) {
            LOG.log(
                    Level.DEBUG,
                    Line.of("a connection ended before its send buffer was limited")
                            .with("cause", e));
        }
    }

    private static ServletRequest innermost(ServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper ? innermost(wrapper.getRequest()) : request;
    }

    private static Object channel(ServletRequest request) throws ReflectiveOperationException {
        try {
            return follow(PAYARA, request);
        } catch (NoSuchMethodException otherwiseCalled) {
            return follow(GLASSFISH, request);
        }
    }

    private static Object follow(List<String> path, Object start) throws ReflectiveOperationException {
        Object step = start;
        for (String getter : path) {
            step = step.getClass().getMethod(getter).invoke(step);
        }
        return step;
    }
}
