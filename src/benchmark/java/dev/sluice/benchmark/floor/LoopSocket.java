package dev.sluice.benchmark.floor;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.Writer;

/** One frame for each event, by the writer, which Tyrus lets go round its idle timer. */
@ServerEndpoint("/ws")
public class LoopSocket {

    @OnOpen
    public void open(Session session) {
        Loop.add(session.getRequestParameterMap().get("topic").get(0), data -> {
            try (Writer writer = session.getBasicRemote().getSendWriter()) {
                writer.write(data);
            }
            return true;
        });
    }
}
