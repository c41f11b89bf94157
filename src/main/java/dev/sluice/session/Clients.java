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

/** The clients that are connected to this node: admits them within quotas, finds and disconnects them. */
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

    /** Clients without any grant, with the time of their connection. */
    private final Map<Client, Instant> withoutGrants = new ConcurrentHashMap<>();

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

    /** The burst lets all connections of an address reconnect at once. */
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
        openedFromAddress = openedFromAddress.replacedBy(openedFromAddress(changed.clients()));
        openedBySubject = openedBySubject.replacedBy(openedBySubject(changed.clients()));
    }

    /**
     * Counts an attempt to connect. A limit of the rate is needed besides the quotas: opening a connection costs far more
     * than refusing one, and a connection that is aborted at once never counts as open.
     *
     * @throws RejectedException {@code draining}, {@code too-many-connections} or {@code rate-limited} if the visitor would
     *     not be admitted now
     */
    public void requireCapacity(Visitor visitor) {
        hub.requireWelcoming();
        all.requireAvailable(ALL);
        ofAddress.requireAvailable(visitor.address());
        visitor.caller().subject().ifPresent(ofSubject::requireAvailable);
        RateLimit bySubject = openedBySubject;
        visitor.caller().subject().ifPresent(subject -> bySubject.require(subject, 1));
        try {
            openedFromAddress.require(visitor.address(), 1);
        } catch (RejectedException e) {
            // the address was refused: the attempt must not count for the subject
            visitor.caller().subject().ifPresent(subject -> bySubject.refund(subject, 1));
            throw e;
        }
    }

    /**
     * Reserves a connection for a client, whose {@link Client#connect} must follow.
     *
     * @throws RejectedException {@code too-many-connections}
     */
    public Client admit(Visitor visitor) {
        all.acquire(ALL);
        String address;
        try {
            address = ofAddress.acquire(visitor.address());
            try {
                acquireSubjectQuota(visitor.caller());
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
            withoutGrants.put(client, clock.instant());
        }
        return client;
    }

    /**
     * Whether a client without any grant has exceeded the time to send a token. A browser sends no header with a WebSocket, so
     * the token may follow in the first message.
     */
    boolean isTokenOverdue(Client client) {
        Instant since = withoutGrants.get(client);
        return since != null && since.plus(settings.clients().requestTime()).isBefore(clock.instant());
    }

    /** The time limit of a body, of a WebSocket message, and of the first token. */
    Duration requestTime() {
        return settings.clients().requestTime();
    }

    /** Ends the time limit for the first token: the client has sent one, or has disconnected. */
    void stopTokenTimer(Client client) {
        withoutGrants.remove(client);
    }

    void acquireSubjectQuota(Caller caller) {
        caller.subject().ifPresent(ofSubject::acquire);
    }

    void releaseQuotas(Visitor visitor) {
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

    /** The time before the expiry of a token at which its client is warned. */
    Duration expiryNotice() {
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
        return CONNECTION_UNKNOWN.because("this node has no connection with this id");
    }

    /**
     * Replaces the token of a client by that of the caller, who must be the same subject unless the client is anonymous.
     *
     * @throws RejectedException as {@link Client#renew}, and {@code connection-unknown} if another caller owns the connection
     */
    public void renew(ConnectionId id, Caller caller) {
        Connection connection = find(id);
        Client client = clientOf(connection);
        if (!client.lastCaller().isAnonymous() && !belongsTo(client, caller)) {
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

    /** Gives the key by which reads of a visitor are counted: its subject, or its address without one. */
    public static CallerKey callerKeyOf(Visitor visitor) {
        return visitor.caller()
                .subject()
                .map(CallerKey::ofSubject)
                .orElseGet(() -> CallerKey.ofAddress(visitor.address()));
    }

    /** Gives the owner of a connection, even if its token has expired. */
    public static Visitor visitorOf(Connection connection) {
        return clientOf(connection).visitor();
    }

    /**
     * Checks that the caller owns a connection. Every call that names a connection needs this check, except those for
     * administrators.
     *
     * @throws RejectedException {@code connection-unknown} if the caller does not own it; the answer does not tell whether
     *     the connection exists
     */
    public void requireOwner(ConnectionId id, Caller caller) {
        if (!belongsTo(clientOf(find(id)), caller)) {
            throw unknown();
        }
    }

    /** Whether another caller owns the connection. False for a connection of another node, which this node does not know. */
    public boolean belongsToAnother(ConnectionId id, Caller caller) {
        return hub.connection(id)
                .filter(connection -> !belongsTo(clientOf(connection), caller))
                .isPresent();
    }

    /** Compares subjects, even if the token of the connection has expired. */
    private static boolean belongsTo(Client client, Caller caller) {
        return client.lastCaller().subject().equals(caller.subject());
    }

    /** Disconnects the clients that a revocation concerns. The registered revocation already refuses new ones. */
    public void disconnect(Revocation revocation) {
        hub.connections()
                .filter(connection -> revocation.concerns(clientOf(connection).lastCaller()))
                .forEach(Client::revoke);
    }

    /** Disconnects one client, which may reconnect. */
    public void disconnect(ConnectionId id) {
        find(id).dismiss(CloseCause.REVOKED, TOKEN_REVOKED.because("an administrator has closed this connection"));
    }
}
