package dev.sluice.websocket;

import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.policy.Bulkhead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The answers of one client, which the connection says in turn with the events. Any thread may add one.
 *
 * <p>Each message has one. A bounded number may be under way, and a bounded number of characters of those that wait to be
 * written: a client that does not read its answers is not read from, and the network holds it back. The thread that waits is
 * the server's: a bounded number waits, and a client for which there is no such thread is closed.
 */
final class ReplyQueue {

    private static final int UNDER_WAY = 256;

    /** An answer may have more: the members of a topic with their states. */
    private static final int CHARACTERS = 1 << 20;

    /** For a client that does not read its answers. */
    private static final int PATIENCE_SECONDS = 5;

    /** More than it takes to notice that the database says nothing any more: then all are answered that wait for it. */
    private static final int PATIENCE_WITH_THE_JOURNAL_SECONDS = 30;

    private final Connection connection;
    private final WebSocketOutlet outlet;
    private final Supplier<Optional<Bulkhead.Permit>> threads;

    /** Never more than may be under way. */
    private final Queue<Word> waiting = new ConcurrentLinkedQueue<>();

    // guarded by the monitor
    private int underWay;
    private long characters;

    /** @param threads gives leave for one more thread of the server to wait for this client */
    ReplyQueue(Connection connection, WebSocketOutlet outlet, Supplier<Optional<Bulkhead.Permit>> threads) {
        this.connection = connection;
        this.outlet = outlet;
        this.threads = threads;
    }

    /** The reply; empty for the first message of a subscription, which the hub sends in its turn. */
    static final class Word {

        private final Optional<String> answer;

        private Word(Optional<String> answer) {
            this.answer = answer;
        }
    }

    /** Waits for a place, but not for long: the thread is the server's, and other clients need it. */
    boolean mayCome() {
        if (take()) {
            return true;
        }
        Optional<Bulkhead.Permit> thread = threads.get();
        try {
            for (int seconds = 0; thread.isPresent() && isWorthWaiting(seconds) && !connection.isClosed(); seconds++) {
                if (takeWithinASecond()) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.ifPresent(Bulkhead.Permit::close);
        }
        connection.close(isTheJournal() ? CloseCause.JOURNAL_UNAVAILABLE : CloseCause.TOO_SLOW);
        return false;
    }

    private synchronized boolean take() {
        if (underWay == UNDER_WAY || characters >= CHARACTERS) {
            return false;
        }
        underWay++;
        return true;
    }

    private synchronized boolean takeWithinASecond() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (take()) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return take();
    }

    private synchronized void release(int answers, long written) {
        underWay -= answers;
        characters -= written;
        notifyAll();
    }

    private boolean isWorthWaiting(int seconds) {
        return seconds < (isTheJournal() ? PATIENCE_WITH_THE_JOURNAL_SECONDS : PATIENCE_SECONDS);
    }

    /** When nothing waits to be written, it is the journal that has not answered. */
    private boolean isTheJournal() {
        return waiting.isEmpty();
    }

    /** The message that had a place needs no answer. */
    void spare() {
        release(1, 0);
    }

    void add(String text) {
        synchronized (this) {
            characters += text.length();
        }
        waiting.add(new Word(Optional.of(text)));
        connection.say(this::sayWhatWaits);
    }

    /**
     * Reserves a place in the line for the first word of a subscription, which the hub says: answers that are added from now
     * on come after it. A subscription that fails, by whatever fault, gives the place back, or no later answer would ever be
     * said.
     */
    void expectFirstWord(Consumer<Word> subscribing) {
        Word firstWord = new Word(Optional.empty());
        waiting.add(firstWord);
        boolean subscribed = false;
        try {
            subscribing.accept(firstWord);
            subscribed = true;
        } finally {
            if (!subscribed) {
                waiting.remove(firstWord);
            }
        }
    }

    /** Later replies may have been held back. */
    void said(Word firstWord) {
        waiting.remove(firstWord);
        release(1, 0);
        connection.say(this::sayWhatWaits);
    }

    /**
     * Answers that have come together go together; for the later of them there is then nothing left to say. But none
     * overtakes the first word of a subscription that was asked for before it.
     */
    private void sayWhatWaits() throws IOException {
        List<String> together = new ArrayList<>();
        for (Word next = waiting.peek(); next != null && next.answer.isPresent(); next = waiting.peek()) {
            together.add(waiting.remove().answer.get());
        }
        outlet.texts(together);
        release(together.size(), together.stream().mapToLong(String::length).sum());
    }
}
