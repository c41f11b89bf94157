package dev.sluice.websocket;

import static dev.sluice.event.Rejection.TOKEN_MISSING;

import dev.sluice.access.Caller;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.policy.Admission;
import dev.sluice.session.Client;
import dev.sluice.settings.CurrentSettings;
import io.github.bucket4j.Bucket;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Limits the size and the number of the messages of one client. A client without any grant may send just enough to show a
 * token. Only the thread that receives the client's messages calls.
 */
final class MessageLimits {

    /** Room for the longest token, 8 KiB, and the message around it. */
    static final int BYTES_WITHOUT_GRANTS = 9 << 10;

    /** For a caller that may not publish: it sends subscriptions only. */
    static final int BYTES_OF_READERS = 64 << 10;

    static final int MESSAGES_WITHOUT_GRANTS = 16;

    private static final Set<String> RESERVED = Set.of("token", "ping", "unsubscribe");

    private static final int RESERVE = 16;

    /** Refusals that are always tolerated beyond the accepted messages: others at the address may have used up the rate. */
    private static final int FIRST_EXCESS = 100;

    /** As many messages as several full frames hold. */
    private static final int MAX_EXCESS = 5_000;

    private final Client client;
    private final Connection connection;
    private final Session session;
    private final Admission admission;
    private final CurrentSettings settings;
    private final Bucket reserve = Bucket.builder()
            .addLimit(limit -> limit.capacity(RESERVE).refillGreedy(1, Duration.ofSeconds(1)))
            .build();
    private boolean withoutGrants;
    private int messageBytes;

    /** Messages received without any grant. */
    private int messages;

    /** How many more messages were refused for their rate than accepted. */
    private int excess;

    private int toleratedExcess = FIRST_EXCESS;

    MessageLimits(
            Client client, Connection connection, Session session, Admission admission, CurrentSettings settings) {
        this.client = client;
        this.connection = connection;
        this.session = session;
        this.admission = admission;
        this.settings = settings;
        refresh();
    }

    /** The largest size of one message. */
    int messageBytes() {
        return messageBytes;
    }

    int messagesPerFrame() {
        return settings.now().limits().messages();
    }

    private int messageBytesOf(Caller caller) {
        int limit = settings.now().limits().messageBytes();
        if (!caller.mayDoSomething()) {
            return Math.min(BYTES_WITHOUT_GRANTS, limit);
        }
        return caller.mayPublishSomewhere() ? limit : Math.min(BYTES_OF_READERS, limit);
    }

    /** Applies the limits of the current token: the client may have shown another one, here or over HTTP. */
    void refresh() {
        Caller caller = client.visitor().caller();
        withoutGrants = !caller.mayDoSomething();
        int limit = messageBytesOf(caller);
        if (limit != messageBytes) {
            messageBytes = limit;
            // the server refuses a larger message as soon as it has received that many bytes
            session.setMaxTextMessageBufferSize(limit);
            session.setMaxBinaryMessageBufferSize(limit);
        }
    }

    /** Whether one more message is accepted; a client without any grant that has used up its messages is dismissed. */
    boolean allowsAnother() {
        refresh();
        if (!withoutGrants || ++messages <= MESSAGES_WITHOUT_GRANTS) {
            return true;
        }
        connection.dismiss(
                CloseCause.STRANGER,
                TOKEN_MISSING.because("a caller without any grant has to show a token within its first "
                        + MESSAGES_WITHOUT_GRANTS + " messages"));
        return false;
    }

    /**
     * Counts one message like a published event, whatever becomes of it. A refusal costs about as much as any other reply, so a
     * client that ignores its refusals is dismissed.
     *
     * @throws RejectedException {@code rate-limited}
     */
    void charge() {
        try {
            admission.countRequest(client.visitor());
            excess = Math.max(0, excess - 1);
            toleratedExcess = Math.min(toleratedExcess + 1, MAX_EXCESS);
        } catch (RejectedException e) {
            if (++excess > toleratedExcess) {
                connection.dismiss(CloseCause.OVERLOADED, e);
            }
            throw e;
        }
    }

    /**
     * Counts one message. Tokens, pings and unsubscribes use up a reserve of the connection first: other clients at the same
     * address must not keep this one from renewing its token.
     */
    void charge(String type) {
        if (!RESERVED.contains(type) || !reserve.tryConsume(1)) {
            charge();
        }
    }

    /** Counts an unreadable frame as one message, and refuses it. */
    void charge(RejectedException refusal) {
        charge();
        throw refusal;
    }

    /** Counts a message that cannot be read; a readable one is counted by the caller, which then knows its reference. */
    <T> T charged(Supplier<T> read) {
        try {
            return read.get();
        } catch (RejectedException e) {
            charge();
            throw e;
        }
    }
}
