package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Listens to one who writes by itself, and says a number of events after each commit. */
final class Commits {

    private final Order order;

    Commits(Order order) {
        this.order = order;
    }

    Map<String, Object> run() throws IOException {
        try (Socket socket = new Socket(order.hub().getAddress(), order.hub().getPort())) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write('\n');
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            listen(lines, order.number("warmup", 5), new Histogram(3));
            order.beginMeasuring();
            Histogram times = new Histogram(3);
            long start = System.nanoTime();
            long events = listen(lines, order.number("seconds", 8), times);
            double seconds = (System.nanoTime() - start) / 1e9;
            order.endMeasuring();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("eventsPerSecond", events / seconds);
            result.put("p50", times.getValueAtPercentile(50) / 1e6);
            result.put("p99", times.getValueAtPercentile(99) / 1e6);
            result.put("count", events);
            return result;
        }
    }

    private static long listen(BufferedReader lines, int seconds, Histogram times) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long events = 0;
        for (long now = System.nanoTime(), before = now; now < end; before = now) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the writer has ended");
            }
            events += Integer.parseInt(line);
            now = System.nanoTime();
            times.recordValue(now - before);
        }
        return events;
    }
}
