package dev.sluice.websocket;

import dev.sluice.hub.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The replies that are still to be written to one client, in their order. The reply to a subscribe message is written by the
 * {@link WebSocketOutlet} when the hub opens the subscription; until then its place here holds back all later replies.
 *
 * <p>The queue also counts the messages in progress: those received whose reply has not been written. Both their number and
 * the characters of their replies are bounded. Any thread may call; the monitor guards the two counters.
 */
final class ReplyQueue {

    private static final int MAX_IN_PROGRESS = 256;

    /** One reply may be larger: the members of a topic with their states. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private sealed interface Reply {}

    private record TextReply(String text) implements Reply {}

    private record SubscriptionReply(Subscription subscription, Ref ref) implements Reply {}

    /** Bounded by the number of messages in progress. */
    private final Queue<Reply> waiting = new ConcurrentLinkedQueue<>();

    private int inProgress;
    private long characters;

    /** Counts one more message in progress; false if the client has to wait for the replies to earlier messages. */
    synchronized boolean tryReserve() {
        if (inProgress == MAX_IN_PROGRESS || characters >= MAX_CHARACTERS) {
            return false;
        }
        inProgress++;
        return true;
    }

    synchronized boolean reserveWithinASecond() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (tryReserve()) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return tryReserve();
    }

    /** Ends the progress of messages whose replies have been written, or that get none. */
    synchronized void release(int messages, long writtenCharacters) {
        inProgress -= messages;
        characters -= writtenCharacters;
        notifyAll();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(String text) {
        synchronized (this) {
            characters += text.length();
        }
        waiting.add(new TextReply(text));
    }

    /** Adds the reply to a subscribe message: replies that are added from now on are written after it. */
    void expect(Subscription subscription, Ref ref) {
        waiting.add(new SubscriptionReply(subscription, ref));
    }

    /** Removes the reply of a subscription that has failed, which would hold back all later replies for ever. */
    void cancel(Subscription subscription) {
        waiting.removeIf(reply -> isOf(subscription, reply));
    }

    /** Gives the reference of the message that asked for a subscription. */
    Ref refOf(Subscription subscription) {
        return waiting.stream()
                .filter(reply -> isOf(subscription, reply))
                .map(reply -> ((SubscriptionReply) reply).ref())
                .findFirst()
                .orElseThrow();
    }

    /** Compares by identity: a client may end a subscription, and begin an equal one before the first has opened. */
    private static boolean isOf(Subscription subscription, Reply reply) {
        return reply instanceof SubscriptionReply expected && expected.subscription() == subscription;
    }

    /** The reply to a subscribe message has been written: later replies may follow. */
    void opened(Subscription subscription) {
        cancel(subscription);
        release(1, 0);
    }

    /** Takes the replies that are to be written now: all before the reply of a subscription that has not opened yet. */
    List<String> takeReady() {
        List<String> ready = new ArrayList<>();
        while (waiting.peek() instanceof TextReply reply) {
            waiting.remove();
            ready.add(reply.text());
        }
        return ready;
    }
}
