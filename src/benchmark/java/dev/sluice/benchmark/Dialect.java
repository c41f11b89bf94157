package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Optional;

/** What is said to a hub. The peers all have one shape of URLs; the gateway has its own. */
enum Dialect {
    SLUICE("/api/events?topic=", "/ws", "/api/events?topic=", "sluice.ready", "\"subscribed\"") {
        @Override
        String handshake(String topic) {
            return get(socketPath(topic)) + UPGRADE + SUBPROTOCOL + "\r\n";
        }

        @Override
        Optional<byte[]> afterHandshake(String topic, Optional<String> after) {
            String resume = after.map(id -> ",\"after\":\"" + id + "\"").orElse("");
            return Optional.of(
                    Frames.text("{\"type\":\"subscribe\",\"sub\":\"s\",\"topics\":[\"" + topic + "\"]" + resume + "}"));
        }

        @Override
        String socketPath(String topic) {
            return "/ws";
        }
    },

    PEER("/sse?topic=", "/ws?topic=", "/pub?topic=", " 200 OK", " 101 "),

    /** Of the WAR whose endpoints do nothing. */
    EMPTY("/sse?topic=", "/ws?topic=", "", "data: open", " 101 ") {
        @Override
        String handshake(String topic) {
            return get(socketPath(topic)) + UPGRADE + SUBPROTOCOL + "\r\n";
        }
    };

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: sluice.v1\r\n";

    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: "
            + Base64.getEncoder().encodeToString("sixteen bytes ok".getBytes(US_ASCII))
            + "\r\n";

    private final String stream;
    private final String socket;
    private final String publish;
    private final String streamOpen;
    private final String socketOpen;

    Dialect(String stream, String socket, String publish, String streamOpen, String socketOpen) {
        this.stream = stream;
        this.socket = socket;
        this.publish = publish;
        this.streamOpen = streamOpen;
        this.socketOpen = socketOpen;
    }

    /** The first bytes that a subscriber sends. */
    byte[] request(Protocol protocol, String topic, Optional<String> after) {
        String request = protocol == Protocol.SSE
                ? get(stream + encode(topic)) + "Accept: text/event-stream\r\n"
                        + after.map(id -> "Last-Event-ID: " + id + "\r\n").orElse("") + "\r\n"
                : handshake(topic);
        return request.getBytes(UTF_8);
    }

    /** What it sends once the server has agreed to a WebSocket. */
    Optional<byte[]> afterHandshake(String topic, Optional<String> after) {
        return Optional.empty();
    }

    /** What stands in the answer when the subscription is open. */
    byte[] openSign(Protocol protocol) {
        return (protocol == Protocol.SSE ? streamOpen : socketOpen).getBytes(US_ASCII);
    }

    /** A whole publish request. */
    byte[] publish(String topic, byte[] data) {
        return Http.post(publish + encode(topic), "text/plain", data);
    }

    String handshake(String topic) {
        return get(socketPath(topic)) + UPGRADE + "\r\n";
    }

    String socketPath(String topic) {
        return socket + encode(topic);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    }

    private static String encode(String topic) {
        return URLEncoder.encode(topic, UTF_8);
    }
}
