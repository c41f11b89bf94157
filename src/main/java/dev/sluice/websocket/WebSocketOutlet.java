package dev.sluice.websocket;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Encoding;
import dev.sluice.hub.Gap;
import dev.sluice.hub.Outlet;
import dev.sluice.hub.ResolvedStart;
import dev.sluice.hub.SharedEvent;
import dev.sluice.hub.Subscription;
import dev.sluice.settings.Settings;
import dev.sluice.wire.EventJson;
import dev.sluice.wire.GapJson;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.MissedJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends the events of one connection, and the hub's messages about them, as messages of a WebSocket. */
final class WebSocketOutlet implements Outlet {

    /** The part of an event message that all subscribers share; the prefix before it names the subscription. */
    private static final Encoding<String> MEMBERS = EventJson::messageMembers;

    private static final Encoding<String> CLOUD_EVENT = EventJson::cloudEventMembers;

    private static final Encoding<String> HEADER = EventJson::headerMembers;

    /** How long a write in progress may take to finish before the connection is closed. */
    private static final long CLOSE_PATIENCE_MILLIS = 500;

    /** Servers and proxies close silent connections, WildFly after 90 seconds: the pong keeps this one open. */
    private static final long PING_EVERY = TimeUnit.SECONDS.toNanos(25);

    private final FrameWriter frames;
    private final ReplyQueue replies;
    private final Settings.Delivery settings;

    /** Time of the last ping. Only the writing thread uses it. */
    private long pinged = System.nanoTime();

    WebSocketOutlet(FrameWriter frames, ReplyQueue replies, Settings.Delivery settings) {
        this.frames = frames;
        this.replies = replies;
        this.settings = settings;
    }

    @Override
    public String protocol() {
        return "websocket";
    }

    /** Replies to the subscribe message. */
    @Override
    public void opened(Subscription subscription, ResolvedStart start) throws IOException {
        frames.text(ServerMessage.subscribed(replies.refOf(subscription), subscription, start));
        if (start.gap().isPresent()) {
            gap(subscription, start.gap().get());
        }
        replies.opened(subscription);
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {
        String prefix = prefix(subscription);
        boolean cloudEvents = subscription.format().equals(ClientMessage.CLOUD_EVENTS);
        if (frames.isOneToAFrame(events)) {
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
                frames.flush(frame);
                deliver(prefix, event, cloudEvents);
            }
        }
        frames.flush(frame);
    }

    private void deliver(String prefix, SharedEvent event, boolean cloudEvents) throws IOException {
        if (isText(event, cloudEvents)) {
            frames.text(prefix + members(event, cloudEvents) + "}");
        } else {
            String header = prefix + event.as(HEADER) + "}";
            frames.binary(BinaryFrame.encode(header, event.published().payload().bytes()));
        }
    }

    /** A CloudEvent in JSON carries binary data as base64, by its specification. */
    private static boolean isText(SharedEvent event, boolean cloudEvents) {
        return cloudEvents || event.published().payload().isText();
    }

    private static String members(SharedEvent event, boolean cloudEvents) {
        return event.as(cloudEvents ? CLOUD_EVENT : MEMBERS);
    }

    private static String prefix(Subscription subscription) {
        return "{\"type\":\"event\",\"sub\":" + JsonText.quoted(subscription.name()) + ",";
    }

    @Override
    public void gap(Subscription subscription, Gap gap) throws IOException {
        JsonText message =
                ServerMessage.about(subscription, "gap").member("id", gap.to().toString());
        frames.text(GapJson.members(message, gap).end());
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException {
        frames.text(ServerMessage.about(subscription, "end")
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
            JsonText message = ServerMessage.about(subscription, "missed");
            frames.text(
                    MissedJson.members(message, each.getKey(), each.getValue()).end());
        }
    }

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) throws IOException {
        JsonText all = new JsonText();
        cursors.forEach((subscription, cursor) -> all.member(subscription.name(), cursor.toString()));
        // waits, so that a disconnected client is noticed even on a connection with hardly any traffic
        frames.textAndWait(ServerMessage.of("heartbeat", Ref.NONE)
                .raw("cursors", all.end())
                .end());
        if (System.nanoTime() - pinged >= PING_EVERY) {
            ask();
        }
    }

    @Override
    public void expiring(long seconds) throws IOException {
        frames.text(ServerMessage.of("expiring", Ref.NONE)
                .member("seconds", seconds)
                .end());
    }

    @Override
    public void error(RejectedException why) throws IOException {
        frames.text(ServerMessage.error(Ref.NONE, why));
    }

    /** Sends nothing: the close reason says when to reconnect. */
    @Override
    public void farewell() {}

    @Override
    public boolean ask() throws IOException {
        pinged = System.nanoTime();
        frames.ping();
        return true;
    }

    /** Aborting a write discards the close frame, so a write in progress gets a short grace period first. */
    @Override
    public void close(CloseCause cause) {
        frames.close(
                CloseReasons.of(cause, settings.jitteredRetry()),
                cause == CloseCause.TOO_SLOW ? 0 : CLOSE_PATIENCE_MILLIS);
    }
}
