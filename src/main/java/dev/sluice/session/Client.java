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
 * A connected client, until its token expires or it disconnects. A client may renew its token. Any thread may call; the
 * hub's ticker checks the time limits.
 */
public final class Client implements ConnectionOwner {

    /** The caller of a client that has disconnected: anonymous, without any grant. */
    private static final Caller DISCONNECTED = new Caller(Optional.empty(), Grants.NONE, Optional.empty());

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

    /** @throws RejectedException if the hub is not open; the quotas of the client are released then, and after any fault */
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

    /** From now on, the client is disconnected if this message takes too long to arrive. */
    public void watch(IncomingMessage incoming) {
        message = incoming;
    }

    /** Stops the time limit of the next message until {@link #endHandling}, since it cannot be read before. */
    public void beginHandling() {
        if (message != null) {
            message.pause();
        }
    }

    public void endHandling() {
        if (message != null) {
            message.resume();
        }
    }

    /**
     * Gives the caller as of the latest renewal of its token.
     *
     * @throws RejectedException {@code token-expired}, perhaps before the ticker has closed the connection
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
        return Clients.callerKeyOf(visitor());
    }

    Caller lastCaller() {
        return caller;
    }

    /** Gives the visitor whose connection this is, also after its token has expired: for quotas and rates. */
    public Visitor visitor() {
        return new Visitor(caller, address);
    }

    /**
     * Gives the visitor for whom a message may act.
     *
     * @throws RejectedException {@code token-expired}, as {@link #caller()}
     */
    public Visitor requireVisitor() {
        return new Visitor(caller(), address);
    }

    /**
     * Replaces the token by another one of the same subject. Topics that the new token does not cover are no longer
     * delivered; topics that only the new token covers need a new subscription.
     *
     * @throws RejectedException {@code token-missing} without a token, {@code token-invalid} if the token has another subject,
     *     {@code connection-unknown} if the connection is being closed
     */
    public synchronized void renew(Connection connection, Caller renewed) {
        renewed.requireToken();
        if (caller == DISCONNECTED || connection.isLeaving()) {
            throw CONNECTION_UNKNOWN.because("the connection is being closed");
        }
        if (!caller.isAnonymous() && !caller.subject().equals(renewed.subject())) {
            throw TOKEN_INVALID.because(
                    "the token has another subject than this connection: renew with a token of the same subject, or reconnect");
        }
        if (caller.isAnonymous()) {
            clients.acquireSubjectQuota(renewed);
        }
        Caller before = caller();
        caller = renewed;
        clients.stopTokenTimer(this);
        connection.recallEnd();
        if (!before.grants().equals(renewed.grants())) {
            connection.restrict(renewed::mayRead);
            if (!connection.filters().stream().allMatch(renewed::mayRead)) {
                connection.tell(
                        TOPIC_FORBIDDEN.because(
                                "the new token does not cover all topics of this connection: events of the others are no longer delivered"));
            }
        }
    }

    @Override
    public synchronized void tick(Connection connection) {
        checkMessage(connection);
        Caller now = caller;
        if (now.token().isEmpty()) {
            if (clients.isTokenOverdue(this)) {
                connection.dismiss(
                        CloseCause.STRANGER,
                        TOKEN_MISSING.because(
                                "no token was sent in time: a connection without any grant must send one within "
                                        + clients.requestTime()));
            }
            return;
        }
        if (clients.isRevoked(now)) {
            // the connection opened while the others of this token were being closed
            revoke(connection);
        }
        checkExpiry(connection, left(now.token().get()));
    }

    private void checkMessage(Connection connection) {
        IncomingMessage incoming = message;
        if (incoming == null) {
            return;
        }
        Duration limit = clients.requestTime();
        if (incoming.isRefused()) {
            connection.dismiss(
                    CloseCause.OVERLOADED,
                    TOO_MANY_BODIES.because("too many messages above " + (IncomingMessage.SMALL >> 10)
                            + " KiB are incomplete: send each without a pause, or try again later"));
        } else if (incoming.age().compareTo(limit) > 0) {
            connection.dismiss(
                    CloseCause.TOO_SLOW,
                    REQUEST_TIMEOUT.because("a message must be complete within " + limit + " of its first fragment"));
        }
    }

    static void revoke(Connection connection) {
        connection.dismiss(CloseCause.REVOKED, TOKEN_REVOKED.because("the token has been revoked"));
    }

    private void checkExpiry(Connection connection, Duration left) {
        if (isOver(left)) {
            connection.dismiss(CloseCause.EXPIRED, expired());
        } else if (left.compareTo(clients.expiryNotice()) <= 0) {
            connection.announceEnd(left);
        }
    }

    @Override
    public synchronized void over() {
        if (message != null) {
            message.close();
        }
        clients.stopTokenTimer(this);
        clients.releaseQuotas(visitor());
        caller = DISCONNECTED;
    }
}
