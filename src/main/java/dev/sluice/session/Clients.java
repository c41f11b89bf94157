package dev.sluice.session;

import static dev.sluice.event.Rejection.CONNECTION_UNKNOWN;
import static dev.sluice.event.Rejection.TOKEN_REVOKED;

import dev.sluice.access.Caller;
import dev.sluice.access.Revocation;
import dev.sluice.access.Revocations;
import dev.sluice.access.Visitor;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.CallerKey;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.policy.RateLimit;
import dev.sluice.runtime.NodeClock;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets clients in, as many as there may be, and finds those who are there. */
@Singleton
public class Clients {

    private static final String ALL = "";

    private final Hub hub;
    private final Revocations revocations;
    private final Clock clock;
    private final ConnectionQuota all;
    private final ConnectionQuota ofAddress;
    private final ConnectionQuota ofSubject;
    private volatile RateLimit openedFromAddress;
    private volatile RateLimit openedBySubject;
    private volatile Settings settings;

    /** Those who may do nothing yet, since when. */
    private final Map<Client, Instant> strangers = new ConcurrentHashMap<>();

    @Inject
    public Clients(Hub hub, Revocations revocations, Settings settings, @NodeClock Clock clock) {
        this.clock = clock;
        this.hub = hub;
        this.revocations = revocations;
        this.settings = settings;
        this.all = new ConnectionQuota(settings.clients().connections(), "the gateway");
        this.ofAddress = new ConnectionQuota(settings.clients().connectionsPerAddress(), "one address");
        this.ofSubject = new ConnectionQuota(settings.clients().connectionsPerSubject(), "one subject");
        this.openedFromAddress = openedFromAddress(settings.clients());
        this.openedBySubject = openedBySubject(settings.clients());
    }

    /** All that one address may have at once may also come back at once. */
    private static RateLimit openedFromAddress(Settings.Clients limits) {
        return new RateLimit(
                limits.addressOpeningRate(),
                limits.connectionsPerAddress(),
                "connections a second are opened from one address");
    }

    private static RateLimit openedBySubject(Settings.Clients limits) {
        return new RateLimit(
                limits.subjectOpeningRate(),
                limits.connectionsPerSubject(),
                "connections a second are opened by one subject");
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    private void change(Settings changed) {
        settings = changed;
        all.change(changed.clients().connections());
        ofAddress.change(changed.clients().connectionsPerAddress());
        ofSubject.change(changed.clients().connectionsPerSubject());
        openedFromAddress = openedFromAddress.or(openedFromAddress(changed.clients()));
        openedBySubject = openedBySubject.or(openedBySubject(changed.clients()));
    }

    /**
     * Counts an attempt to connect. Opening a connection costs far more than refusing one, and one that is opened and broken
     * off at once never counts among those that are open.
     *
     * @throws RejectedException {@code draining}, {@code too-many-connections} or {@code rate-limited} if the visitor would
     *     not be admitted now
     */
    public void requireRoom(Visitor visitor) {
        hub.requireWelcoming();
        all.requireFree(ALL);
        ofAddress.requireFree(visitor.address());
        visitor.caller().subject().ifPresent(ofSubject::requireFree);
        RateLimit bySubject = openedBySubject;
        visitor.caller().subject().ifPresent(subject -> bySubject.require(subject, 1));
        try {
            openedFromAddress.require(visitor.address(), 1);
        } catch (RejectedException e) {
            // a subject does not pay for others at the same address
            visitor.caller().subject().ifPresent(subject -> bySubject.giveBack(subject, 1));
            throw e;
        }
    }

    /**
     * Takes a place for a client, who is to connect next.
     *
     * @throws RejectedException {@code too-many-connections}
     */
    public Client admit(Visitor visitor) {
        all.take(ALL);
        String address;
        try {
            address = ofAddress.take(visitor.address());
            try {
                enter(visitor.caller());
            } catch (RejectedException e) {
                ofAddress.release(visitor.address());
                throw e;
            }
        } catch (RejectedException e) {
            all.release(ALL);
            throw e;
        }
        Client client = new Client(new Visitor(visitor.caller(), address), this);
        if (!visitor.caller().mayDoSomething()) {
            strangers.put(client, clock.instant());
        }
        return client;
    }

    /** A browser's WebSocket brings no header: its first message may be the token. But it is not waited for for ever. */
    boolean isOverdueStranger(Client client) {
        Instant since = strangers.get(client);
        return since != null && since.plus(settings.clients().requestTime()).isBefore(clock.instant());
    }

    /** For a body, and for a message of a WebSocket. */
    Duration requestTime() {
        return settings.clients().requestTime();
    }

    /** It has shown who it is, or has gone. */
    void recognise(Client client) {
        strangers.remove(client);
    }

    void enter(Caller caller) {
        caller.subject().ifPresent(ofSubject::take);
    }

    void leave(Visitor visitor) {
        all.release(ALL);
        ofAddress.release(visitor.address());
        visitor.caller().subject().ifPresent(ofSubject::release);
    }

    Clock clock() {
        return clock;
    }

    Hub hub() {
        return hub;
    }

    /** How long before its end a client is told of it. */
    Duration notice() {
        return settings.tokens().notice();
    }

    boolean isRevoked(Caller caller) {
        return revocations.isRevoked(caller);
    }

    /** @throws RejectedException {@code connection-unknown} */
    public Connection find(ConnectionId id) {
        return hub.connection(id).orElseThrow(Clients::unknown);
    }

    private static RejectedException unknown() {
        return CONNECTION_UNKNOWN.because("there is no connection of this id on this node");
    }

    /**
     * The client goes on with what a caller has shown: the same one, or nobody so far.
     *
     * @throws RejectedException as {@link Client#renew}, and {@code connection-unknown} if it is another caller's
     */
    public void renew(ConnectionId id, Caller caller) {
        Connection connection = find(id);
        Client client = clientOf(connection);
        if (!client.callerOfAnyTime().isAnonymous() && !isOf(client, caller)) {
            throw unknown();
        }
        client.renew(connection, caller);
    }

    /** @throws RejectedException {@code connection-unknown} */
    public Caller callerOf(ConnectionId id) {
        return clientOf(find(id)).caller();
    }

    private static Client clientOf(Connection connection) {
        return (Client) connection.owner();
    }

    /** By whom what is read for a visitor is counted. */
    public static CallerKey keyOf(Visitor visitor) {
        return visitor.caller()
                .subject()
                .map(CallerKey::ofSubject)
                .orElseGet(() -> CallerKey.ofAddress(visitor.address()));
    }

    /** Whose connection it is, also when its token has run out. */
    public static Visitor visitorOf(Connection connection) {
        return clientOf(connection).visitor();
    }

    /**
     * Asked by every call that names a connection and is not an administrator's.
     *
     * @throws RejectedException {@code connection-unknown} if it is not the caller's own: nobody is told whether it is
     *     another caller's
     */
    public void requireOwn(ConnectionId id, Caller caller) {
        if (!isOf(clientOf(find(id)), caller)) {
            throw unknown();
        }
    }

    /** Whether it is another caller's, as far as this node knows: it may be of another node. */
    public boolean isOfAnother(ConnectionId id, Caller caller) {
        return hub.connection(id)
                .filter(connection -> !isOf(clientOf(connection), caller))
                .isPresent();
    }

    /** Also when the token has run out by which the connection is here. */
    private static boolean isOf(Client client, Caller caller) {
        return client.callerOfAnyTime().subject().equals(caller.subject());
    }

    /** Ends the connections of those whom a revocation concerns; new ones do not come about. */
    public void end(Revocation revocation) {
        hub.connections()
                .filter(connection -> revocation.concerns(clientOf(connection).callerOfAnyTime()))
                .forEach(Client::revoke);
    }

    /** Ends a connection; its client may come back. */
    public void end(ConnectionId id) {
        find(id).dismiss(CloseCause.REVOKED, TOKEN_REVOKED.because("this connection has been ended"));
    }
}
