package dev.sluice.benchmark;

import java.util.List;
import java.util.Map;

/**
 * One thing that is measured.
 *
 * @param name as it is chosen by {@code -Dbenchmark.only}
 * @param title what the reader of the table reads
 * @param order what the load is told, but for the hub
 * @param value which of its figures the charts show
 * @param unit of that figure
 * @param contenders who takes part, ours first
 */
record Scenario(
        String name, String title, Map<String, String> order, String value, String unit, List<Contender> contenders) {

    private static final List<Contender> ALL =
            List.of(Contender.SLUICE, Contender.NCHAN, Contender.NODE, Contender.WEBFLUX, Contender.FLOOR);
    private static final List<Contender> OURS = List.of(Contender.SLUICE);

    static final List<Scenario> LIST = List.of(
            fanOut("sse", "SSE: 1,000 subscribers of one topic, as fast as it goes", Protocol.SSE),
            fanOut("websocket", "WebSocket: 1,000 subscribers of one topic, as fast as it goes", Protocol.WEBSOCKET),
            latency("sse-latency", "SSE: 100 events/s to 1,000 subscribers, from publish to arrival", Protocol.SSE),
            latency(
                    "websocket-latency",
                    "WebSocket: 100 events/s to 1,000 subscribers, from publish to arrival",
                    Protocol.WEBSOCKET),
            spread("one-topic", "SSE: 10,000 subscribers of one topic", "1", "false"),
            spread("topics", "SSE: 1,000 topics with 10 subscribers each", "1000", "false"),
            spread("patterns", "SSE: 10,000 subscribers with 1,000 patterns", "1000", "true"),
            publish("publish-http", "Durable publishes: single, HTTP keep-alive", Protocol.SSE, "1", "32"),
            publish("publish-websocket", "Durable publishes: single, WebSocket", Protocol.WEBSOCKET, "1", "8"),
            publish("publish-batch", "Durable publishes: batches of 100", Protocol.SSE, "100", "16"));

    private static Scenario fanOut(String name, String title, Protocol protocol) {
        return new Scenario(
                name,
                title,
                Map.of("do", "fan-out", "protocol", protocol.name()),
                "deliveriesPerSecond",
                "deliveries/s",
                ALL);
    }

    private static Scenario latency(String name, String title, Protocol protocol) {
        return new Scenario(
                name, title, Map.of("do", "fan-out", "protocol", protocol.name(), "rate", "100"), "p99", "ms", ALL);
    }

    /** The window is the same number of deliveries under way, however many one event makes. */
    private static Scenario spread(String name, String title, String lanes, String patterns) {
        return new Scenario(
                name,
                title,
                Map.of(
                        "do",
                        "fan-out",
                        "protocol",
                        Protocol.SSE.name(),
                        "subscribers",
                        "10000",
                        "lanes",
                        lanes,
                        "patterns",
                        patterns,
                        "window",
                        Integer.toString(26 * Integer.parseInt(lanes)),
                        "publishers",
                        "16"),
                "deliveriesPerSecond",
                "deliveries/s",
                OURS);
    }

    private static Scenario publish(String name, String title, Protocol protocol, String batch, String connections) {
        return new Scenario(
                name,
                title,
                Map.of("do", "publish", "protocol", protocol.name(), "batch", batch, "connections", connections),
                "eventsPerSecond",
                "events/s",
                OURS);
    }
}
