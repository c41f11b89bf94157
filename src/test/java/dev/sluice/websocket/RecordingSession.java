package dev.sluice.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server's side of a WebSocket, with the methods that the gateway calls; records all written texts and closes. */
final class RecordingSession {

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<CloseReason> closes = new CopyOnWriteArrayList<>();

    List<String> texts() {
        return texts;
    }

    List<CloseReason> closes() {
        return closes;
    }

    Session session() {
        RemoteEndpoint.Basic remote =
                proxy(RemoteEndpoint.Basic.class, (self, method, arguments) -> switch (method.getName()) {
                    case "getSendWriter" -> writer();
                    case "sendText" -> texts.add((String) arguments[0]) ? null : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return proxy(Session.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBasicRemote" -> remote;
            case "setMaxTextMessageBufferSize", "setMaxBinaryMessageBufferSize" -> null;
            case "isOpen" -> closes.isEmpty();
            case "close" -> closes.add((CloseReason) arguments[0]) ? null : null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private Writer writer() {
        return new StringWriter() {
            @Override
            public void close() {
                texts.add(toString());
            }
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
