package dev.sluice.hub;

import dev.sluice.hub.Connection.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Messages for a client besides its events: one at a time, then a heartbeat if one is due. Any thread may add a message; the
 * monitor guards the fields.
 */
final class ControlMessages extends OutboundSource {

    private final Connection connection;

    /** Null as long as there is none: most connections say nothing but events for hours. */
    private Queue<Message> messages;

    private boolean heartbeatWanted;
    private boolean noticeWaiting;
    private boolean endAnnounced;

    ControlMessages(Connection connection) {
        this.connection = connection;
    }

    void say(Message message) {
        synchronized (this) {
            if (messages == null) {
                messages = new ArrayDeque<>(1);
            }
            messages.add(message);
        }
        connection.signal(this);
    }

    /** Something that the client has not asked for. Not said if it has not taken the last one yet: it may never do so. */
    void notice(Message message) {
        synchronized (this) {
            if (noticeWaiting) {
                return;
            }
            noticeWaiting = true;
        }
        say(() -> {
            synchronized (this) {
                noticeWaiting = false;
            }
            message.write();
        });
    }

    /** Sends a notice of the client's coming disconnection, once. */
    void announceEnd(Message notice) {
        synchronized (this) {
            if (endAnnounced) {
                return;
            }
            endAnnounced = true;
        }
        notice(notice);
    }

    /** Allows another announcement. */
    synchronized void recallEnd() {
        endAnnounced = false;
    }

    void wantHeartbeat() {
        synchronized (this) {
            heartbeatWanted = true;
        }
        connection.signal(this);
    }

    /** Nothing will be said any more. */
    synchronized void forget() {
        messages = null;
    }

    @Override
    boolean write() throws IOException {
        Message message;
        boolean heartbeat;
        boolean more;
        synchronized (this) {
            message = messages == null ? null : messages.poll();
            if (messages != null && messages.isEmpty()) {
                messages = null;
            }
            heartbeat = message == null && heartbeatWanted;
            if (heartbeat) {
                heartbeatWanted = false;
            }
            more = messages != null || heartbeatWanted;
        }
        if (message != null) {
            connection.beginWrite();
            message.write();
        } else if (heartbeat) {
            connection.writeHeartbeat();
        }
        return more;
    }
}
