package dev.sluice.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.Gson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Publishes one event after another to the gateway, and gives the id of each: who resumes needs one. */
final class Single implements AutoCloseable {

    private record Answer(String id) {}

    private final Dialect dialect;
    private final Socket socket;
    private final InputStream in;

    Single(Order order) throws IOException {
        dialect = order.dialect();
        socket = new Socket(order.hub().getAddress(), order.hub().getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    String publish(String topic, long number, int size) throws IOException {
        socket.getOutputStream().write(dialect.publish(topic, Mark.data(number, System.nanoTime(), size)));
        return new Gson()
                .fromJson(new String(Http.answer(in), US_ASCII), Answer.class)
                .id();
    }

    /** Events numbered from {@code first} on, and gives the id of the last one. */
    String publish(String topic, long first, int count, int size) throws IOException {
        String id = "";
        for (long number = first; number < first + count; number++) {
            id = publish(topic, number, size);
        }
        return id;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
