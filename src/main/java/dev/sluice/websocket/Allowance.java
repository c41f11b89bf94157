package dev.sluice.websocket;

import static dev.sluice.event.Rejection.TOKEN_MISSING;

import dev.sluice.access.Caller;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.session.Client;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How much a client may say: a stranger, who may do nothing yet, enough to show a token. The thread that hears the client
 * calls.
 */
final class Allowance {

    /** The longest token, which has 8 KiB, and the message around it. */
    static final int STRANGERS_BYTES = 9 << 10;

    /** Of a caller that may publish nothing: what it sends is subscriptions. */
    static final int READERS_BYTES = 64 << 10;

    static final int STRANGERS_MESSAGES = 16;

    private static final Set<String> RESERVED = Set.of("token", "ping", "unsubscribe");

    private static final int RESERVE = 16;

    /** More messages than these may be refused only by as many as were taken: others at the address may have used up the rate. */
    private static final int FIRST_EXCESS = 100;

    /** Several frames full of messages. */
    private static final int MOST_EXCESS = 5_000;

    private final Client client;
    private final Connection connection;
    private final WebSocketOutlet outlet;
    private final Parts parts;
    private final Bucket reserve = Bucket.builder()
            .addLimit(limit -> limit.capacity(RESERVE).refillGreedy(1, Duration.ofSeconds(1)))
            .build();
    private boolean stranger;
    private int mostBytes;
    private int messages;

    /** By how many more messages were refused for the rate than taken. */
    private int excess;

    private int mostExcess = FIRST_EXCESS;

    Allowance(Client client, Connection connection, WebSocketOutlet outlet, Parts parts) {
        this.client = client;
        this.connection = connection;
        this.outlet = outlet;
        this.parts = parts;
        look();
    }

    /** Of one message. */
    int mostBytes() {
        return mostBytes;
    }

    private int mostBytesOf(Caller caller) {
        int most = parts.settings().limits().messageBytes();
        if (!caller.mayDoSomething()) {
            return Math.min(STRANGERS_BYTES, most);
        }
        return caller.mayPublishSomewhere() ? most : Math.min(READERS_BYTES, most);
    }

    /** The client may have shown a token, here or over HTTP. */
    void look() {
        Caller caller = client.visitor().caller();
        stranger = !caller.mayDoSomething();
        int most = mostBytesOf(caller);
        if (most != mostBytes) {
            mostBytes = most;
            outlet.mayReceive(most);
        }
    }

    /** Whether one more message is heard: a stranger that has used up its own is sent away. */
    boolean hasAnother() {
        look();
        if (!stranger || ++messages <= STRANGERS_MESSAGES) {
            return true;
        }
        connection.dismiss(
                CloseCause.STRANGER,
                TOKEN_MISSING.because(
                        "a caller that may do nothing has " + STRANGERS_MESSAGES + " messages to show a token"));
        return false;
    }

    /**
     * Each message counts as an event that is published does, whatever comes of it. A refusal costs about as much as an answer:
     * a client that does not wait as it is told is sent away.
     *
     * @throws RejectedException {@code rate-limited}
     */
    void charge() {
        try {
            parts.admission().countRequest(client.visitor());
            excess = Math.max(0, excess - 1);
            mostExcess = Math.min(mostExcess + 1, MOST_EXCESS);
        } catch (RejectedException e) {
            if (++excess > mostExcess) {
                connection.dismiss(CloseCause.OVERLOADED, e);
            }
            throw e;
        }
    }

    /**
     * Tokens, pings and the end of a subscription come out of a reserve of the connection first: neighbours at the same address
     * must not make a client miss the renewal of its token.
     */
    void charge(String type) {
        if (!RESERVED.contains(type) || !reserve.tryConsume(1)) {
            charge();
        }
    }

    /** For what is no message, and counts as one. */
    void charge(RejectedException refusal) {
        charge();
        throw refusal;
    }

    /** An invalid message counts as one; a valid one counts when its reference is known. */
    <T> T charged(Supplier<T> read) {
        try {
            return read.get();
        } catch (RejectedException e) {
            charge();
            throw e;
        }
    }
}
