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

/** Writes to one event stream. */
final class SseOutlet implements Outlet {

    private static final Logger LOG = System.getLogger(SseOutlet.class.getName());

    private final SseEventSink sink;
    private final Encoding<byte[]> encoding;
    private final Settings.Delivery settings;
    private final OngoingWrite ongoing = new OngoingWrite();
    private volatile boolean begun;
    /** Null when it has been said. */
    private volatile String connection;

    SseOutlet(SseEventSink sink, Encoding<byte[]> encoding, Settings.Delivery settings) {
        this.sink = sink;
        this.encoding = encoding;
        this.settings = settings;
    }

    void nameConnection(String id) {
        connection = id;
    }

    /** Instead of everything else. */
    void comeBackLater(RejectedException why) {
        try {
            write(new StreamText().comeBackLater(settings, why));
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client disconnected before it was told to reconnect")
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

    /** A stream is one subscription. */
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
     * A block with an id and without data: it moves the cursor of an {@code EventSource} and fires no event. Where there is no
     * cursor to tell yet, since a snapshot is still to come, a comment shows proxies and clients that the stream is alive.
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

    /** A stream goes one way: whether its client is there shows when it comes back. */
    @Override
    public boolean ask() throws IOException {
        write(new StreamText().field("retry", "1").endBlock());
        return false;
    }

    /** A write that is under way would go on for as long as the server's own limit says, or for ever. */
    @Override
    public void close(CloseCause cause) {
        try {
            if (!ongoing.stop(0)) {
                // RESTEasy would wait until the client has taken what is left
                Thread.currentThread().interrupt();
            } else if (!begun) {
                sayAnything();
            }
            closeSink();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a client has not been told that its stream ends");
        } finally {
            Thread.interrupted();
        }
    }

    /** Jersey has an exception of its own for a client that has broken off, and for a stream whose servlet has ended. */
    private void closeSink() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, LogMessage.of("a stream has ended already").because(e));
        }
    }

    /** A stream that ends before its first word would be a 204 on RESTEasy, after which a browser never comes back. */
    private void sayAnything() throws InterruptedException {
        try {
            byte[] retry = new StreamText()
                    .field("retry", Long.toString(settings.jitteredRetry().toMillis()))
                    .end()
                    .getBytes(UTF_8);
            sink.send(new SseChunk(retry)).toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "a client has gone before its stream began", e);
        }
    }

    private void write(StreamText text) throws IOException {
        write(text.toString().getBytes(UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        SseChunk blocks = new SseChunk(bytes);
        ongoing.begin();
        begun = true;
        try {
            sink.send(blocks).toCompletableFuture().get();
            blocks.awaitWritten(settings.writeTimeout().toSeconds());
        } catch (RuntimeException | ExecutionException e) {
            throw new IOException("the stream is closed", e);
        } catch (InterruptedException e) {
            throw new IOException("the stream is being closed", e);
        } finally {
            ongoing.end();
        }
    }
}
