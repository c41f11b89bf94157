package dev.sluice.benchmark;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connections that only wait. What is measured is what the server needs for those that come after the first ones. */
final class Idle {

    /** For these the server makes what it makes once: threads, pools, compiled code. */
    private static final int FIRST = 2_000;

    /** Longer than the gateway's heartbeat: a connection that has never been written to is not what it will be. */
    private static final long REST = TimeUnit.SECONDS.toNanos(20);

    private final Order order;
    private final Tally tally = new Tally();

    Idle(Order order) {
        this.order = order;
    }

    Map<String, Object> run() throws IOException {
        int connections = order.number("connections", 0);
        try (Crowd crowd = new Crowd(order.hub(), order.dialect(), order.protocol(), tally)) {
            open(crowd, FIRST);
            let(crowd, "measure");
            open(crowd, connections);
            let(crowd, "measured");
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("count", connections);
            result.put("connections", connections);
            result.put("incomplete", tally.lost);
            return result;
        }
    }

    private void open(Crowd crowd, int count) throws IOException {
        crowd.open(count, subscriber -> "idle", Optional.empty(), 0);
        long end = System.nanoTime() + REST;
        crowd.readWhile(() -> System.nanoTime() < end);
    }

    /** Has the server looked at; nobody is cut meanwhile for want of a reader. */
    private void let(Crowd crowd, String word) throws IOException {
        order.say(word);
        crowd.readWhile(() -> !order.isAnswered());
    }
}
