package dev.sluice.gate;

import dev.sluice.log.Line;
import dev.sluice.settings.CurrentSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;

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
    private volatile boolean hasPath = true;

    @Inject
    SendBuffer(CurrentSettings current) {
        this.current = current;
    }

    /** For a connection that is about to become a stream or a WebSocket. */
    void limit(HttpServletRequest request) {
        if (!hasPath) {
            return;
        }
        try {
            if (channel(request) instanceof SocketChannel channel) {
                channel.setOption(
                        StandardSocketOptions.SO_SNDBUF,
                        current.now().delivery().sendBuffer());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            hasPath = false;
            LOG.log(
                    Level.DEBUG,
                    Line.of("this server does not lead from a request to its socket")
                            .with("cause", e));
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    Line.of("a connection ended before its send buffer was limited")
                            .with("cause", e.getMessage()));
        }
    }

    private static Object channel(HttpServletRequest request) throws ReflectiveOperationException {
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
