package dev.sluice.harness;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream that is opened again whenever somebody ends it, so that there is a connection that others can name. */
public final class StandingStream implements AutoCloseable {

    private final int port;
    private final String query;
    private final String headers;
    private final Thread thread = new Thread(this::stand, "standing stream");
    private final CompletableFuture<String> cursor = new CompletableFuture<>();
    private volatile String connection = "";
    private volatile SseStream stream;
    private volatile boolean over;

    private StandingStream(int port, String query, String headers) {
        this.port = port;
        this.query = query;
        this.headers = headers;
    }

    public static StandingStream open(int port, String query, String headers) {
        StandingStream stream = new StandingStream(port, query, headers);
        stream.thread.setDaemon(true);
        stream.thread.start();
        stream.cursor.orTimeout(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS).join();
        return stream;
    }

    private void stand() {
        while (!over) {
            try (SseStream opened = SseStream.open(RawSocket.open(port), query, headers)) {
                stream = opened;
                SseBlock first = opened.next();
                if (!first.event().equals("sluice.ready")) {
                    // so many streams are opened now that this one has to come back
                    continue;
                }
                connection = Json.text(first.json(), "connection");
                cursor.complete(Json.text(first.json(), "cursor"));
                while (!over) {
                    opened.next();
                }
            } catch (EndedException ended) {
                // by somebody who may
            }
        }
    }

    /** By which it is known now. */
    public String connection() {
        return connection;
    }

    /** From which it first began. */
    public String cursor() {
        return cursor.join();
    }

    @Override
    public void close() {
        over = true;
        stream.close();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
