package dev.sluice.benchmark.floor;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket on which nothing is ever said; what comes is forgotten. The handshake is the gateway's. */
@ServerEndpoint(value = "/ws", subprotocols = "sluice.v1")
public class QuietSocket {

    @OnMessage
    public void hear(String message) {}
}
