package dev.sluice.benchmark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that is measured.
 *
 * @param name as it is chosen by {@code -Dbenchmark.only}
 * @param title what the reader of the table reads
 * @param order what the load is told, but for the hub; nothing, if only the start is measured
 * @param value which of its figures the charts show
 * @param unit of that figure
 * @param fresh whether each measurement has a server of its own, which has just started
 * @param contenders who takes part, ours first
 */
record Scenario(
        String name,
        String title,
        Map<String, String> order,
        String value,
        String unit,
        boolean fresh,
        List<Contender> contenders) {

    private static final List<Contender> ALL = List.of(
            Contender.SLUICE, Contender.NCHAN, Contender.NODE, Contender.WEBFLUX, Contender.LOOP, Contender.FLOOR);
    private static final List<Contender> OURS = List.of(Contender.SLUICE);
    private static final List<Contender> DURABLE =
            List.of(Contender.SLUICE, Contender.SLUICE_POSTGRESQL, Contender.JDBC, Contender.JDBC_POSTGRESQL);

    /** What every server does before it is measured. */
    static final List<Map<String, String>> WARM_UP = List.of(
            Map.of("do", "publish", "protocol", Protocol.SSE.name(), "connections", "32", "seconds", "20"),
            Map.of("do", "fan-out", "protocol", Protocol.SSE.name(), "seconds", "5"),
            Map.of("do", "fan-out", "protocol", Protocol.WEBSOCKET.name(), "seconds", "5"));

    static final List<Scenario> LIST = List.of(
            fanOut("sse", "SSE: 1,000 subscribers of one topic, as fast as it goes", Protocol.SSE),
            fanOut("websocket", "WebSocket: 1,000 subscribers of one topic, as fast as it goes", Protocol.WEBSOCKET),
            latency("sse-latency", "SSE: 100 events/s to 1,000 subscribers, from publish to arrival", Protocol.SSE),
            latency(
                    "websocket-latency",
                    "WebSocket: 100 events/s to 1,000 subscribers, from publish to arrival",
                    Protocol.WEBSOCKET),
            spread("one-topic", "SSE: 10,000 subscribers of one topic", 1, "false", 1),
            spread("topics", "SSE: 1,000 topics with 10 subscribers each", 1_000, "false", 100),
            spread("patterns", "SSE: 10,000 subscribers with 1,000 patterns", 1_000, "true", 100),
            publish("publish-http", "Durable publishes: single, HTTP keep-alive", Protocol.SSE, "connections", "32"),
            publish(
                    "publish-websocket-single",
                    "Durable publishes: single, WebSocket, one to a frame",
                    Protocol.WEBSOCKET,
                    "connections",
                    "8"),
            publish(
                    "publish-websocket",
                    "Durable publishes: single, WebSocket, what waits shares a frame",
                    Protocol.WEBSOCKET,
                    "connections",
                    "8",
                    "perFrame",
                    "64"),
            publish(
                    "publish-batch",
                    "Durable publishes: batches of 100",
                    Protocol.SSE,
                    "connections",
                    "16",
                    "batch",
                    "100"),
            half(
                    "publish-websocket-single-half",
                    "Durable publishes at 25,000 events/s: single, WebSocket, one to a frame",
                    Protocol.WEBSOCKET,
                    "connections",
                    "8"),
            half(
                    "publish-websocket-half",
                    "Durable publishes at 25,000 events/s: single, WebSocket, what waits shares a frame",
                    Protocol.WEBSOCKET,
                    "connections",
                    "8",
                    "perFrame",
                    "64"),
            half(
                    "publish-batch-half",
                    "Durable publishes at 25,000 events/s: batches of 100",
                    Protocol.SSE,
                    "connections",
                    "16",
                    "batch",
                    "100"),
            storm("storm", "SSE", Protocol.SSE),
            storm("storm-websocket", "WebSocket", Protocol.WEBSOCKET),
            fresh(
                    "replay",
                    "SSE: replays of 100,000 events, beside 100 live subscribers at 100 events/s",
                    Map.of("do", "replay", "journal", Integer.toString(Filling.EVENTS)),
                    "eventsPerSecond",
                    "events/s",
                    Contender.SLUICE_FILLED),
            fresh(
                    "stalled",
                    "SSE: 1,000 subscribers at 100 events/s, without and with 1,000 more who do not read",
                    Map.of("do", "stalled"),
                    "p99",
                    "ms",
                    Contender.SLUICE),
            idle(
                    "idle-sse",
                    "SSE: idle connections, what the server keeps for each",
                    Protocol.SSE,
                    List.of(Contender.SLUICE, Contender.EMPTY, Contender.EMPTY_WILDFLY)),
            idle(
                    "idle-websocket",
                    "WebSocket: idle connections, what the server keeps for each",
                    Protocol.WEBSOCKET,
                    List.of(Contender.SLUICE, Contender.EMPTY, Contender.SLUICE_WILDFLY, Contender.EMPTY_WILDFLY)),
            new Scenario(
                    "start",
                    "Start: from the start of the process to the first page",
                    Map.of(),
                    "startSeconds",
                    "s",
                    true,
                    List.of(Contender.SLUICE, Contender.EMPTY_WAR)));

    /**
     * One thread that collects, so that the heap is in one piece; a young generation that does not grow, and an old one
     * that after each collection has no hole and has given back what is free: so resident memory follows what lives. Soft references
     * would live longer or shorter as they please.
     */
    static final List<String> STEADY_HEAP = List.of(
            "-XX:+UseSerialGC",
            "-Xms160m",
            "-Xmn96m",
            "-Xmx3g",
            "-XX:MinHeapFreeRatio=1",
            "-XX:MaxHeapFreeRatio=2",
            "-XX:-ShrinkHeapInSteps",
            "-XX:MarkSweepDeadRatio=0",
            "-XX:SoftRefLRUPolicyMSPerMB=0");

    private static Scenario idle(String name, String title, Protocol protocol, List<Contender> contenders) {
        return new Scenario(
                name,
                title,
                Map.of(
                        "do",
                        "idle",
                        "protocol",
                        protocol.name(),
                        "connections",
                        Integer.toString(Amount.CONNECTIONS.value())),
                "heapPerConnection",
                "bytes",
                true,
                contenders);
    }

    /** What the figure of the charts is called: its unit says it, but for times, of which there are several. */
    String figure() {
        return value.equals("p99") ? value : unit;
    }

    boolean isStart() {
        return order.isEmpty();
    }

    boolean isIdle() {
        return "idle".equals(order.get("do"));
    }

    private static Scenario fanOut(String name, String title, Protocol protocol) {
        return new Scenario(
                name,
                title,
                Map.of("do", "fan-out", "protocol", protocol.name()),
                "deliveriesPerSecond",
                "deliveries/s",
                false,
                ALL);
    }

    private static Scenario latency(String name, String title, Protocol protocol) {
        return new Scenario(
                name,
                title,
                Map.of("do", "fan-out", "protocol", protocol.name(), "rate", "100"),
                "p99",
                "ms",
                false,
                ALL);
    }

    /**
     * The window is the same number of deliveries under way, however many one event makes. Where that is few, events come in
     * batches: one by one, publishing would be all that is measured.
     */
    private static Scenario spread(String name, String title, int lanes, String patterns, int batch) {
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
                        Integer.toString(lanes),
                        "patterns",
                        patterns,
                        "window",
                        Integer.toString(26 * lanes),
                        "batch",
                        Integer.toString(batch),
                        "publishers",
                        "16"),
                "deliveriesPerSecond",
                "deliveries/s",
                false,
                OURS);
    }

    private static Scenario publish(String name, String title, Protocol protocol, String... more) {
        return new Scenario(name, title, publishing(protocol, more), "eventsPerSecond", "events/s", false, DURABLE);
    }

    /** At half of the load that is to be reached, as it is due: an event that goes late is late. */
    private static Scenario half(String name, String title, Protocol protocol, String... more) {
        Map<String, String> order = publishing(protocol, more);
        order.put("rate", "25000");
        return new Scenario(
                name, title, order, "p99", "ms", false, List.of(Contender.SLUICE, Contender.SLUICE_POSTGRESQL));
    }

    private static Scenario storm(String name, String label, Protocol protocol) {
        int subscribers = Amount.STORM.value();
        return fresh(
                name,
                "%s: %,d are cut and come back, 10 events behind, 1,000 at once".formatted(label, subscribers),
                Map.of("do", "storm", "protocol", protocol.name(), "subscribers", Integer.toString(subscribers)),
                "clientsPerSecond",
                "clients/s",
                Contender.SLUICE);
    }

    private static Scenario fresh(
            String name, String title, Map<String, String> more, String value, String unit, Contender contender) {
        Map<String, String> order = new HashMap<>(Map.of("protocol", Protocol.SSE.name()));
        order.putAll(more);
        return new Scenario(name, title, order, value, unit, true, List.of(contender));
    }

    private static Map<String, String> publishing(Protocol protocol, String... more) {
        Map<String, String> order = new HashMap<>(Map.of("do", "publish", "protocol", protocol.name()));
        for (int i = 0; i < more.length; i += 2) {
            order.put(more[i], more[i + 1]);
        }
        return order;
    }
}
