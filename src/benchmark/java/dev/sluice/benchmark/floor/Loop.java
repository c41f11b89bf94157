package dev.sluice.benchmark.floor;

import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All who listen to a topic, one after the other, on the thread of whoever publishes. */
public final class Loop {

    private static final Map<String, Queue<Listener>> LISTENERS = new ConcurrentHashMap<>();

    private Loop() {}

    @FunctionalInterface
    public interface Listener {

        /** @return whether it still listens */
        boolean send(String data) throws IOException;
    }

    static void add(String topic, Listener listener) {
        LISTENERS.computeIfAbsent(topic, key -> new ConcurrentLinkedQueue<>()).add(listener);
    }

    static void send(String topic, String data) {
        Queue<Listener> all = LISTENERS.getOrDefault(topic, new ConcurrentLinkedQueue<>());
        synchronized (all) {
            all.removeIf(listener -> !hears(listener, data));
        }
    }

    private static boolean hears(Listener listener, String data) {
        try {
            return listener.send(data);
        } catch (IOException | RuntimeException e) {
            // it has gone; Tyrus says so by a bare RuntimeException
            return false;
        }
    }
}
