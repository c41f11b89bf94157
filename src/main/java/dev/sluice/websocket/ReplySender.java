package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Subscription;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Bulkhead;
import dev.sluice.session.Client;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Sends the replies to the messages of one client, in turn with its events. Any thread may send one.
 *
 * <p>Each message has one reply. A client that does not read its replies is not read from, and TCP holds it back: its next
 * message waits until the {@link ReplyQueue} has a place. The waiting thread is the server's, so only a bounded number of
 * them waits, for a bounded time; a client for which there is no such thread is closed.
 */
final class ReplySender {

    /** For a client that does not read its replies. */
    private static final int PATIENCE_SECONDS = 5;

    /** Longer than the gateway takes to notice that the database is silent, and then to reply to all that wait for it. */
    private static final int PATIENCE_WITH_THE_JOURNAL_SECONDS = 30;

    private final ReplyQueue queue;
    private final FrameWriter frames;
    private final Connection connection;
    private final Client client;
    private final Bulkhead waitingThreads;
    private final Refusals refusals;

    /** @param waitingThreads permits for threads of the server to wait, shared by all clients */
    ReplySender(
            ReplyQueue queue,
            FrameWriter frames,
            Connection connection,
            Client client,
            Bulkhead waitingThreads,
            Refusals refusals) {
        this.queue = queue;
        this.frames = frames;
        this.connection = connection;
        this.client = client;
        this.waitingThreads = waitingThreads;
        this.refusals = refusals;
    }

    /**
     * Reserves a place for the reply to the next message, and waits for it if necessary.
     *
     * @return false if there was none in time: then the connection is closed
     */
    boolean awaitPlace() {
        if (queue.tryReserve()) {
            return true;
        }
        Optional<Bulkhead.Permit> thread = waitingThreads.tryAcquire(client.visitor());
        try {
            for (int seconds = 0; thread.isPresent() && isWorthWaiting(seconds) && !connection.isClosed(); seconds++) {
                if (queue.reserveWithinASecond()) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.ifPresent(Bulkhead.Permit::close);
        }
        connection.close(isJournalSilent() ? CloseCause.JOURNAL_UNAVAILABLE : CloseCause.TOO_SLOW);
        return false;
    }

    private boolean isWorthWaiting(int seconds) {
        return seconds < (isJournalSilent() ? PATIENCE_WITH_THE_JOURNAL_SECONDS : PATIENCE_SECONDS);
    }

    /** The journal, and not the client, keeps the replies waiting if none is ready to be written. */
    private boolean isJournalSilent() {
        return queue.isEmpty();
    }

    void send(String reply) {
        queue.add(reply);
        flush();
    }

    /** Replies with the error for a fault: an internal fault is logged, and the client only gets its reference. */
    void reject(Ref ref, Throwable fault) {
        RejectedException rejected = RejectedException.of(fault);
        refusals.count(rejected);
        send(ServerMessage.error(ref, rejected));
    }

    /** Gives the place of a message back that gets no reply. */
    void skip() {
        queue.release(1, 0);
    }

    /**
     * Lets a subscription open, which replies to its subscribe message. A subscription that cannot be opened, whatever the
     * fault, gives its place back.
     *
     * @param opening adds the subscription to the connection
     */
    void sendWhenOpened(Subscription subscription, Ref ref, Runnable opening) {
        queue.expect(subscription, ref);
        boolean open = false;
        try {
            opening.run();
            open = true;
        } finally {
            if (!open) {
                queue.cancel(subscription);
            }
        }
        // replies from other threads were held back since expect: the connection writes them after it has opened this
        // one
        flush();
    }

    private void flush() {
        connection.say(this::write);
    }

    /** Writes the replies that have accumulated together; the turns of the later ones then have nothing left to write. */
    private void write() throws IOException {
        List<String> ready = queue.takeReady();
        frames.texts(ready);
        queue.release(ready.size(), ready.stream().mapToLong(String::length).sum());
    }
}
