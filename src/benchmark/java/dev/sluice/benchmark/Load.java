package dev.sluice.benchmark;

import com.google.gson.Gson;
import java.util.Map;

/**
 * The load, a process of its own: one measurement, whose result is one line of JSON. Before it come the words
 * {@code measure} and {@code measured}, so that the one who looks at the server knows when; each is answered by a byte.
 */
public final class Load {

    private Load() {}

    public static void main(String[] args) throws Exception {
        Order order = new Order();
        Map<String, Object> result = switch (order.text("do")) {
            case "fan-out" -> new FanOut(order).run();
            case "idle" -> new Idle(order).run();
            case "publish" -> new Publishing(order).run();
            case "storm" -> new Storm(order).run();
            case "replay" -> new Replay(order).run();
            case "stalled" -> new Stalled(order).run();
            case "commits" -> new Commits(order).run();
            default -> throw new IllegalArgumentException("there is no such load");
        };
        order.processors().ifPresent(processors -> result.put("loadProcessors", processors));
        System.out.println(new Gson().toJson(result));
    }
}
