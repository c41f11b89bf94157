package dev.sluice.websocket;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.http.ProviderlessLoader;
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
import dev.sluice.wire.EventJson;
import dev.sluice.wire.GapJson;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.MissedJson;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes to one WebSocket. */
final class WebSocketOutlet implements Outlet {

    private static final Logger LOG = System.getLogger(WebSocketOutlet.class.getName());

    /** The part of an event message that is the same for all; what comes before it names the subscription. */
    private static final Encoding<String> MEMBERS = EventJson::messageMembers;

    private static final Encoding<String> CLOUD_EVENT = EventJson::cloudEventMembers;

    private static final Encoding<String> HEADER = EventJson::headerMembers;

    private record Expected(Ref ref, Runnable answered) {}

    /** How many characters may be under way before a write waits for the client. */
    private static final int CONFIRM_AFTER = 64 << 10;

    private static final long PATIENCE_MILLIS = 500;

    /** Servers and proxies cut whoever says nothing, WildFly after 90 seconds: the answer to a ping is something. */
    private static final long ASKED_EVERY = TimeUnit.SECONDS.toNanos(25);

    private final OngoingWrite ongoing = new OngoingWrite();
    private final Session session;
    private final Settings.Delivery settings;
    private final boolean batches;
    private final Map<Subscription, Expected> expected = Collections.synchronizedMap(new IdentityHashMap<>(2));

    // of the one thread that writes at a time
    private int unconfirmed;
    private long asked = System.nanoTime();

    /** @param batches whether several messages may go into one frame */
    WebSocketOutlet(Session session, boolean batches, Settings.Delivery settings) {
        this.session = session;
        this.settings = settings;
        this.batches = batches;
    }

    /** A message with more bytes is refused by the server as soon as it has that many. */
    void mayReceive(int bytes) {
        session.setMaxTextMessageBufferSize(bytes);
        session.setMaxBinaryMessageBufferSize(bytes);
    }

    /** Registers the reply for the moment when the subscription opens, and its callback. */
    void expect(Subscription subscription, Ref ref, Runnable answered) {
        expected.put(subscription, new Expected(ref, answered));
    }

    /** It will not open. */
    void expectNot(Subscription subscription) {
        expected.remove(subscription);
    }

    @Override
    public String protocol() {
        return "websocket";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart start) throws IOException {
        Expected answer = expected.remove(subscription);
        JsonText subscribed =
                answer.ref().addTo(new JsonText().member("type", "subscribed")).member("sub", subscription.name());
        start.acknowledged().ifPresent(cursor -> subscribed.member("cursor", cursor.toString()));
        text(subscribed.member("resumed", start.resumed()).end());
        if (start.gap().isPresent()) {
            gap(subscription, start.gap().get());
        }
        answer.answered().run();
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {
        String prefix = prefix(subscription);
        boolean cloudEvents = subscription.format().equals(ClientMessage.CLOUD_EVENTS);
        if (isOneToAFrame(events)) {
            for (SharedEvent event : events) {
                deliver(prefix, event, cloudEvents);
            }
            return;
        }
        FrameText frame = new FrameText(events.size());
        for (SharedEvent event : events) {
            if (isText(event, cloudEvents)) {
                String members = members(event, cloudEvents);
                frame.next(prefix.length() + members.length() + 1)
                        .append(prefix)
                        .append(members)
                        .append('}');
            } else {
                rest(frame);
                deliver(prefix, event, cloudEvents);
            }
        }
        rest(frame);
    }

    private boolean isOneToAFrame(List<?> messages) {
        return !batches || messages.size() == 1;
    }

    private void deliver(String prefix, SharedEvent event, boolean cloudEvents) throws IOException {
        if (isText(event, cloudEvents)) {
            text(prefix + members(event, cloudEvents) + "}");
        } else {
            String header = prefix + event.as(HEADER) + "}";
            binary(BinaryFrame.encode(header, event.published().payload().bytes()));
        }
    }

    /** A CloudEvent has its bytes in base64, by its specification. */
    private static boolean isText(SharedEvent event, boolean cloudEvents) {
        return cloudEvents || event.published().payload().isText();
    }

    private static String members(SharedEvent event, boolean cloudEvents) {
        return event.as(cloudEvents ? CLOUD_EVENT : MEMBERS);
    }

    private void rest(FrameText frame) throws IOException {
        if (!frame.isEmpty()) {
            text(frame.take());
        }
    }

    private static String prefix(Subscription subscription) {
        return "{\"type\":\"event\",\"sub\":" + JsonText.quoted(subscription.name()) + ",";
    }

    /** Messages, in one frame if the client takes that. */
    void texts(List<String> messages) throws IOException {
        if (isOneToAFrame(messages)) {
            for (String message : messages) {
                text(message);
            }
            return;
        }
        FrameText frame = new FrameText(messages.size());
        for (String message : messages) {
            frame.next(message.length()).append(message);
        }
        rest(frame);
    }

    @Override
    public void gap(Subscription subscription, Gap gap) throws IOException {
        JsonText message = new JsonText()
                .member("type", "gap")
                .member("sub", subscription.name())
                .member("id", gap.to().toString());
        text(GapJson.members(message, gap).end());
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException {
        text(new JsonText()
                .member("type", "end")
                .member("sub", subscription.name())
                .member("topic", topic.value())
                .member("id", cursor.toString())
                .end());
    }

    @Override
    public boolean endsWith(Subscription subscription) {
        return false;
    }

    @Override
    public void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) throws IOException {
        for (Map.Entry<Optional<Topic>, Long> each : counts.entrySet()) {
            JsonText message = new JsonText().member("type", "missed").member("sub", subscription.name());
            text(MissedJson.members(message, each.getKey(), each.getValue()).end());
        }
    }

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) throws IOException {
        JsonText all = new JsonText();
        cursors.forEach((subscription, cursor) -> all.member(subscription.name(), cursor.toString()));
        // waiting for it, so that a client which has gone is found even if hardly anything is said to it
        textAndWait(new JsonText()
                .member("type", "heartbeat")
                .raw("cursors", all.end())
                .end());
        if (System.nanoTime() - asked >= ASKED_EVERY) {
            ask();
        }
    }

    /**
     * One message in one frame. On Payara {@code sendText} restarts the session's idle timer each time, which takes four
     * fifths of the processor (27,000 sends a second against 140,000 by a writer, measured); but the writer does not wait
     * until the client has taken anything, and what it was given queues up in the server without bound. So the writer
     * takes what is small, and whenever enough has come together {@code sendText} waits for all of it.
     */
    void text(String message) throws IOException {
        unconfirmed += message.length();
        if (unconfirmed >= CONFIRM_AFTER) {
            textAndWait(message);
            return;
        }
        // given a text, the writer would fill a thousand characters, and Tyrus make another text of all of them
        char[] characters = message.toCharArray();
        write(remote -> {
            try (Writer writer = remote.getSendWriter()) {
                writer.write(characters, 0, characters.length);
            }
        });
    }

    private void textAndWait(String message) throws IOException {
        write(remote -> remote.sendText(message));
        unconfirmed = 0;
    }

    private void binary(byte[] frame) throws IOException {
        write(remote -> {
            try (OutputStream stream = remote.getSendStream()) {
                stream.write(frame);
            }
        });
    }

    @Override
    public void expiring(long seconds) throws IOException {
        text(new JsonText()
                .member("type", "expiring")
                .member("seconds", seconds)
                .end());
    }

    @Override
    public void error(RejectedException why) throws IOException {
        text(ServerMessage.error(Ref.NONE, why));
    }

    /** The reason of the close has all of it. */
    @Override
    public void farewell() {}

    @Override
    public boolean ask() throws IOException {
        asked = System.nanoTime();
        write(remote -> remote.sendPing(ByteBuffer.allocate(0)));
        return true;
    }

    private interface Send {

        void to(RemoteEndpoint.Basic remote) throws IOException;
    }

    /** Each server has an exception of its own for a client that has left; Tyrus a bare RuntimeException. */
    private void write(Send send) throws IOException {
        ongoing.begin();
        try {
            ProviderlessLoader.run(() -> send.to(session.getBasicRemote()));
        } catch (RuntimeException e) {
            throw new IOException("the WebSocket is closed", e);
        } finally {
            ongoing.end();
        }
    }

    /** A write that breaks off takes the last word along: so one that may only be under way by chance has a little time. */
    @Override
    public void close(CloseCause cause) {
        try {
            ongoing.stop(cause == CloseCause.TOO_SLOW ? 0 : PATIENCE_MILLIS);
            session.close(CloseReasons.of(cause, settings.jitteredRetry()));
        } catch (IOException | IllegalStateException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the WebSocket is closed already").with("cause", e.getMessage()));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a WebSocket is not closed, since the server ends the thread");
        }
    }
}
