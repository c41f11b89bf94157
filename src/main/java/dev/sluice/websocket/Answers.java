package dev.sluice.websocket;

import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The answers of one client, which the connection says in turn with the events. Any thread may add one.
 *
 * <p>Each message has one, and only so many may be on their way: a client that does not read its answers is not listened to
 * any more, and the network holds it back.
 */
final class Answers {

    private static final int UNDER_WAY = 256;

    /** For a client that does not read its answers. */
    private static final int PATIENCE_SECONDS = 5;

    /** More than it takes to notice that the database says nothing any more: then all are answered that wait for it. */
    private static final int PATIENCE_WITH_THE_JOURNAL_SECONDS = 30;

    private final Connection connection;
    private final WebSocketOutlet outlet;
    private final Semaphore places = new Semaphore(UNDER_WAY);

    /** Never more than may be under way. */
    private final Queue<Word> waiting = new ConcurrentLinkedQueue<>();

    Answers(Connection connection, WebSocketOutlet outlet) {
        this.connection = connection;
        this.outlet = outlet;
    }

    /** What is to be said: an answer; or, if it is empty, a subscription's first word, which the hub says in its turn. */
    static final class Word {

        private final Optional<String> answer;

        private Word(Optional<String> answer) {
            this.answer = answer;
        }
    }

    /** Waits for a place, but not for long: the thread is the server's, and other clients need it. */
    boolean mayCome() {
        try {
            for (int seconds = 0; isWorthWaiting(seconds) && !connection.isClosed(); seconds++) {
                if (places.tryAcquire(1, TimeUnit.SECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close(isTheJournal() ? CloseCause.JOURNAL_UNAVAILABLE : CloseCause.TOO_SLOW);
        return false;
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
        places.release();
    }

    void add(String text) {
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

    /** What came after it may have been kept back. */
    void said(Word firstWord) {
        waiting.remove(firstWord);
        places.release();
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
        places.release(together.size());
    }
}
