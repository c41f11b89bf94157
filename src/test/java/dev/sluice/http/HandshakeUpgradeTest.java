package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.session.IncomingMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which upgrade handlers the gate wraps: those of Tyrus, as {@code WebSocketIT} shows on its servers. */
class HandshakeUpgradeTest {

    /** The type that the server is asked for. */
    private Class<?> asked;

    private final HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (self, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("upgrade");
                asked = (Class<?>) arguments[0];
                return asked.getConstructor().newInstance();
            });

    /** Open Liberty asks whether its handler has a method beyond the standard, and opens the WebSocket by that one. */
    public static final class OtherHandler implements HttpUpgradeHandler {

        @Override
        public void init(WebConnection connection) {
            throw new UnsupportedOperationException("this server calls another method");
        }

        @Override
        public void destroy() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void leavesTheHandlerOfAnotherServerAsItIs() throws IOException, ServletException {
        Visitor visitor = new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), "192.0.2.1");
        IncomingMessage message = new IncomingMessage(System::nanoTime, Optional::empty);
        new Handshake(request, visitor, message).upgrade(OtherHandler.class);
        assertThat(asked).isEqualTo(OtherHandler.class);
    }
}
