package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.Gap;
import dev.sluice.hub.OngoingWrite;
import dev.sluice.hub.Outlet;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.SharedEvent;
import dev.sluice.hub.Subscription;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import dev.sluice.wire.GapJson;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.MissedJson;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends the events of one connection, and the hub's messages about them, as blocks of an event stream. */
final class SseOutlet implements Outlet {

    private static final Logger LOG = System.getLogger(SseOutlet.class.getName());

    private final SseEventSink sink;
    private final Encoding<byte[]> encoding;
    private final Settings.Delivery settings;
    private final OngoingWrite ongoing = new OngoingWrite();
    private volatile boolean begun;

    /** Null after the client has received it. */
    private volatile String connection;

    SseOutlet(SseEventSink sink, Encoding<byte[]> encoding, Settings.Delivery settings) {
        this.sink = sink;
        this.encoding = encoding;
        this.settings = settings;
    }

    void nameConnection(String id) {
        connection = id;
    }

    /** Tells the client to reconnect later, as the only block of the stream, and closes it. */
    void rejectUntilLater(RejectedException why) {
        try {
            write(new StreamText().reconnectLater(settings, why));
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client disconnected before it was told to reconnect later")
                            .with("cause", e.getMessage()));
        }
        closeSink();
    }

    @Override
    public String protocol() {
        return "sse";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart start) throws IOException {
        JsonText data = new JsonText()
                .member("connection", connection)
                .member("cursor", start.firstCursor().toString())
                .member("resumed", start.resumed())
                .member("heartbeat", settings.heartbeat().toSeconds());
        StreamText text = new StreamText().retry(settings.jitteredRetry()).field("event", "sluice.ready");
        start.acknowledged().ifPresent(cursor -> text.field("id", cursor.toString()));
        text.data(data.end()).endBlock();
        start.gap().ifPresent(gap -> appendGap(text, gap));
        connection = null;
        write(text);
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {
        if (events.size() == 1) {
            write(events.get(0).as(encoding));
            return;
        }
        int length = 0;
        for (SharedEvent event : events) {
            length += event.as(encoding).length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (SharedEvent event : events) {
            all.put(event.as(encoding));
        }
        write(all.array());
    }

    @Override
    public void gap(Subscription subscription, Gap gap) throws IOException {
        StreamText text = new StreamText();
        appendGap(text, gap);
        write(text);
    }

    private static void appendGap(StreamText text, Gap gap) {
        text.field("event", "sluice.gap")
                .field("id", gap.to().toString())
                .data(GapJson.members(new JsonText(), gap).end())
                .endBlock();
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException {
        String data = new JsonText().member("topic", topic.value()).end();
        write(new StreamText()
                .field("event", "sluice.end")
                .field("id", cursor.toString())
                .data(data)
                .endBlock());
    }

    /** A stream has one subscription. */
    @Override
    public boolean endsWith(Subscription subscription) {
        return true;
    }

    @Override
    public void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) throws IOException {
        StreamText text = new StreamText();
        counts.forEach((topic, count) -> text.field("event", "sluice.missed")
                .data(MissedJson.members(new JsonText(), topic, count).end())
                .endBlock());
        write(text);
    }

    /**
     * Sends a block with an id and without data: it moves the cursor of an {@code EventSource} and fires no event. Before the
     * end of a snapshot there is no cursor yet: then a comment shows proxies and clients that the stream is alive.
     */
    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) throws IOException {
        if (cursors.isEmpty()) {
            write(new StreamText().comment().endBlock());
        }
        for (Cursor cursor : cursors.values()) {
            write(new StreamText().comment().field("id", cursor.toString()).endBlock());
        }
    }

    @Override
    public void expiring(long seconds) throws IOException {
        write(new StreamText()
                .field("event", "sluice.expiring")
                .data(new JsonText().member("seconds", seconds).end())
                .endBlock());
    }

    @Override
    public void error(RejectedException why) throws IOException {
        write(new StreamText().error(why));
    }

    @Override
    public void farewell() throws IOException {
        write(new StreamText().retry(settings.jitteredRetry()).endBlock());
    }

    /** Tells the client to reconnect at once: a stream has no messages of the client that could be a sign of life. */
    @Override
    public boolean ask() throws IOException {
        write(new StreamText().field("retry", "1").endBlock());
        return false;
    }

    /** Aborts a write in progress, which would otherwise last until the server's own time limit, or for ever. */
    @Override
    public void close(CloseCause cause) {
        try {
            if (!ongoing.stop(0)) {
                // otherwise RESTEasy would wait until the client has taken the rest
                Thread.currentThread().interrupt();
            } else if (!begun) {
                sendRetry();
            }
            closeSink();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a stream stays open, because the server is stopping the thread that closes it");
        } finally {
            Thread.interrupted();
        }
    }

    /** Jersey throws exceptions of its own for a disconnected client, and for a stream whose servlet has ended. */
    private void closeSink() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, LogMessage.of("the stream is already closed").because(e));
        }
    }

    /** Sends a first block: RESTEasy answers an empty stream with 204, after which a browser never reconnects. */
    private void sendRetry() throws InterruptedException {
        try {
            byte[] retry = new StreamText()
                    .field("retry", Long.toString(settings.jitteredRetry().toMillis()))
                    .end()
                    .getBytes(UTF_8);
            sink.send(new SseChunk(retry)).toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "a client disconnected before its stream began", e);
        }
    }

    private void write(StreamText text) throws IOException {
        write(text.toString().getBytes(UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        SseChunk chunk = new SseChunk(bytes);
        ongoing.begin();
        begun = true;
        try {
            sink.send(chunk).toCompletableFuture().get();
            chunk.awaitWritten(settings.writeTimeout().toSeconds());
        } catch (RuntimeException | ExecutionException e) {
            throw new IOException("the stream is closed", e);
        } catch (InterruptedException e) {
            throw new IOException("the stream is being closed", e);
        } finally {
            ongoing.end();
        }
    }
}
