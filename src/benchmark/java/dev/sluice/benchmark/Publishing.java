package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Publishers that wait for their acknowledgements, as fast as they can or so many events a second; nobody listens. */
final class Publishing {

    private final Order order;
    private final int batch;
    private final int size;

    Publishing(Order order) {
        this.order = order;
        this.batch = order.number("batch", 1);
        this.size = order.number("size", 100);
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        int rate = order.number("rate", 0);
        Pace pace = rate > 0 ? Pace.perSecond((double) rate / batch) : Pace.atOnce();
        Answers answers = new Answers();
        Runnable stop = start(pace, answers);
        TimeUnit.SECONDS.sleep(order.number("warmup", 5));
        answers.times();
        order.beginMeasuring();
        long from = answers.count();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(order.number("seconds", 8));
        long count = answers.count() - from;
        double seconds = (System.nanoTime() - start) / 1e9;
        order.endMeasuring();
        // what was due in the window may be answered late
        TimeUnit.SECONDS.sleep(1);
        Histogram times = answers.times();
        stop.run();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("eventsPerSecond", count * batch / seconds);
        result.put("p50", times.getValueAtPercentile(50) / 1e6);
        result.put("p99", times.getValueAtPercentile(99) / 1e6);
        result.put("count", count * batch);
        return result;
    }

    private Runnable start(Pace pace, Answers answers) throws IOException {
        int connections = order.number("connections", 16);
        if (order.protocol() == Protocol.WEBSOCKET) {
            SocketFeed feed = new SocketFeed(order.hub(), pace, this::message, answers);
            feed.start(connections, order.number("inFlight", 128), order.number("perFrame", 1));
            return feed::stop;
        }
        Feed feed = new Feed(order.hub(), pace, batch == 1 ? this::single : this::batch, answers);
        feed.start(connections);
        return feed::stop;
    }

    private byte[] single(long index, long due) {
        return order.dialect().publish(topic(index), Mark.data(index, due, size));
    }

    private String message(long index, long due) {
        return "{\"type\":\"publish\",\"ref\":" + index + ",\"topic\":\"" + topic(index) + "\",\"data\":\""
                + new String(Mark.data(index, due, size), US_ASCII) + "\"}";
    }

    private byte[] batch(long index, long due) {
        byte[] data = Mark.data(index, due, size);
        return Batch.request(index * batch, batch, Publishing::topic, event -> data);
    }

    private static String topic(long index) {
        return "bench/publish/" + index % 100;
    }
}
