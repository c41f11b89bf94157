package dev.sluice.session;

import static dev.sluice.event.Rejection.CONNECTION_UNKNOWN;
import static dev.sluice.event.Rejection.REQUEST_TIMEOUT;
import static dev.sluice.event.Rejection.TOKEN_EXPIRED;
import static dev.sluice.event.Rejection.TOKEN_INVALID;
import static dev.sluice.event.Rejection.TOKEN_MISSING;
import static dev.sluice.event.Rejection.TOKEN_REVOKED;
import static dev.sluice.event.Rejection.TOO_MANY_BODIES;
import static dev.sluice.event.Rejection.TOPIC_FORBIDDEN;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Token;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.CallerKey;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.ConnectionOwner;
import dev.sluice.hub.Outlet;
import java.time.Duration;
import java.util.Optional;

/**
 * One who has been let in, for as long as its token holds; it may show another one meanwhile. Any thread may call; the
 * hub's ticker looks after the time.
 */
public final class Client implements ConnectionOwner {

    /** The client after it has disconnected: anonymous, without any grant. */
    private static final Caller GONE = new Caller(Optional.empty(), Grants.NONE, Optional.empty());

    private final Clients clients;
    private final String address;
    private volatile Caller caller;

    /** Null for a client that sends no messages. */
    private volatile IncomingMessage message;

    Client(Visitor visitor, Clients clients) {
        this.clients = clients;
        this.address = visitor.address();
        this.caller = visitor.caller();
    }

    /** @throws RejectedException if the hub is not open: then, and after any fault, the place is free again */
    public Connection connect(Outlet outlet) {
        boolean connected = false;
        try {
            Connection connection = clients.hub().connect(outlet, this);
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                over();
            }
        }
    }

    /** From now on the client is dismissed if this message takes too long. */
    public void watch(IncomingMessage incoming) {
        message = incoming;
    }

    /** A message is handled; the time for the next one is counted from {@link #handled}. */
    public void handling() {
        if (message != null) {
            message.pause();
        }
    }

    public void handled() {
        if (message != null) {
            message.resume();
        }
    }

    /**
     * Gives the caller, whose token may have been renewed.
     *
     * @throws RejectedException {@code token-expired}: before the ticker has come by and sent it away
     */
    public Caller caller() {
        Caller now = caller;
        if (now.token().filter(token -> isOver(left(token))).isPresent()) {
            throw expired();
        }
        return now;
    }

    private Duration left(Token token) {
        return Duration.between(clients.clock().instant(), token.expires());
    }

    private static boolean isOver(Duration left) {
        return left.isNegative() || left.isZero();
    }

    private static RejectedException expired() {
        return TOKEN_EXPIRED.because("the token has expired");
    }

    @Override
    public CallerKey key() {
        return Clients.keyOf(visitor());
    }

    Caller callerOfAnyTime() {
        return caller;
    }

    public Visitor visitor() {
        return new Visitor(caller, address);
    }

    /**
     * Goes on as the same subject with another token. What it may not read any more does not come any more; what it may
     * read besides comes with a new subscription.
     *
     * @throws RejectedException {@code token-missing} if that is nobody, {@code token-invalid} if it is somebody else
     */
    public synchronized void renew(Connection connection, Caller renewed) {
        renewed.requireToken();
        if (caller == GONE || connection.isLeaving()) {
            throw CONNECTION_UNKNOWN.because("the connection is being closed");
        }
        if (!caller.isAnonymous() && !caller.subject().equals(renewed.subject())) {
            throw TOKEN_INVALID.because("a connection goes on as the subject that it began with");
        }
        if (caller.isAnonymous()) {
            clients.enter(renewed);
        }
        Caller before = caller();
        caller = renewed;
        clients.recognise(this);
        connection.recallEnd();
        if (!before.grants().equals(renewed.grants())) {
            connection.restrict(renewed::mayRead);
            if (!connection.filters().stream().allMatch(renewed::mayRead)) {
                connection.tell(TOPIC_FORBIDDEN.because(
                        "this caller may not read all of the topics any more: what it may not read does not come"));
            }
        }
    }

    @Override
    public synchronized void tick(Connection connection) {
        lookAtMessage(connection);
        Caller now = caller;
        if (now.token().isEmpty()) {
            if (clients.isOverdueStranger(this)) {
                connection.dismiss(
                        CloseCause.STRANGER,
                        TOKEN_MISSING.because("whoever may do nothing has to show a token in time"));
            }
            return;
        }
        if (clients.isRevoked(now)) {
            // it was on its way while the others were sent away
            revoke(connection);
        }
        look(connection, left(now.token().get()));
    }

    private void lookAtMessage(Connection connection) {
        IncomingMessage incoming = message;
        if (incoming == null) {
            return;
        }
        Duration limit = clients.requestTime();
        if (incoming.isRefused()) {
            connection.dismiss(
                    CloseCause.OVERLOADED,
                    TOO_MANY_BODIES.because("too many messages above " + (IncomingMessage.SMALL >> 10)
                            + " KiB wait for their rest: send them whole, or later"));
        } else if (incoming.age().compareTo(limit) > 0) {
            connection.dismiss(
                    CloseCause.TOO_SLOW,
                    REQUEST_TIMEOUT.because("a message has to come within " + limit + " of its first fragment"));
        }
    }

    static void revoke(Connection connection) {
        connection.dismiss(CloseCause.REVOKED, TOKEN_REVOKED.because("the token has been revoked"));
    }

    private void look(Connection connection, Duration left) {
        if (isOver(left)) {
            connection.dismiss(CloseCause.EXPIRED, expired());
        } else if (left.compareTo(clients.notice()) <= 0) {
            connection.announceEnd(left);
        }
    }

    @Override
    public synchronized void over() {
        if (message != null) {
            message.close();
        }
        clients.recognise(this);
        clients.leave(visitor());
        caller = GONE;
    }
}
