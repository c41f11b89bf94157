package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Revocation;
import dev.sluice.access.Revocations;
import dev.sluice.access.Token;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client during the life of its token. */
@Timeout(60)
class ClientTest {

    private static final Grants READ = new Grants(List.of(), List.of(new TopicFilter("a")), false);

    private final SettableClock clock = new SettableClock();
    private final Settings settings = TestSettings.with(Map.of("sluice.connections.per-subject", "1"));
    private final Hub hub = new Hub(new MemoryJournal(clock, all -> {}), new Threads(Thread::new), settings);
    private final Revocations revocations = new Revocations();
    private final Clients clients = new Clients(hub, revocations, settings, clock);
    private final GatedClient outlet = new GatedClient().open();

    @BeforeEach
    void open() {
        hub.open();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Caller caller(String subject, String token, Duration life) {
        Token shown =
                new Token(Optional.of(token), clock.instant(), clock.instant().plus(life));
        return new Caller(Optional.of(subject), READ, Optional.of(shown));
    }

    private Client admit(Caller caller) {
        return clients.admit(new Visitor(caller, "192.0.2.1"));
    }

    private static void assertRejected(Rejection rejection, Runnable call) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(call::run)
                .satisfies(refused -> assertThat(refused.rejection()).isEqualTo(rejection));
    }

    private void awaitClosed(CloseCause cause) {
        Awaitility.await().until(() -> outlet.closed().equals(Optional.of(cause)));
    }

    @Test
    void losesItsCallerWhenItsTokenExpires() {
        Client client = admit(caller("ann", "1", Duration.ofMinutes(1)));
        Connection connection = client.connect(outlet);
        assertThat(client.caller().subject()).contains("ann");
        clock.advance(Duration.ofMinutes(1));
        assertRejected(Rejection.TOKEN_EXPIRED, client::caller);
        client.tick(connection);
        awaitClosed(CloseCause.EXPIRED);
    }

    @Test
    void staysWithARenewedTokenOfTheSameSubjectOnly() {
        Client client = admit(caller("ann", "1", Duration.ofMinutes(1)));
        Connection connection = client.connect(outlet);
        assertRejected(
                Rejection.TOKEN_INVALID, () -> client.renew(connection, caller("bob", "2", Duration.ofHours(1))));
        client.renew(connection, caller("ann", "3", Duration.ofHours(1)));
        clock.advance(Duration.ofMinutes(2));
        client.tick(connection);
        assertThat(client.caller().token().flatMap(Token::id)).contains("3");
    }

    @Test
    void isDisconnectedWhenItsTokenIsRevoked() {
        Client client = admit(caller("ann", "1", Duration.ofHours(1)));
        Connection connection = client.connect(outlet);
        client.tick(connection);
        revocations.add(new Revocation(Revocation.Kind.TOKEN, "1", clock.instant()));
        client.tick(connection);
        awaitClosed(CloseCause.REVOKED);
    }

    @Test
    void mustSendATokenInTimeIfItHasNoGrants() {
        Client client = admit(new Caller(Optional.empty(), Grants.NONE, Optional.empty()));
        Connection connection = client.connect(outlet);
        clock.advance(settings.clients().requestTime());
        client.tick(connection);
        assertThat(outlet.closed()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        client.tick(connection);
        awaitClosed(CloseCause.STRANGER);
    }

    @Test
    void releasesItsQuotasWhenItCannotConnectOrHasDisconnected() {
        Caller ann = caller("ann", "1", Duration.ofHours(1));
        Client client = admit(ann);
        assertRejected(Rejection.TOO_MANY_CONNECTIONS, () -> admit(ann));
        client.over();
        Client second = admit(ann);
        hub.drain(Duration.ZERO);
        assertRejected(Rejection.DRAINING, () -> second.connect(outlet));
        assertThat(admit(ann).visitor().address()).isEqualTo("192.0.2.1");
    }

    @Test
    void ownsItsConnection() {
        Caller ann = caller("ann", "1", Duration.ofHours(1));
        Connection connection = admit(ann).connect(outlet);
        Caller bob = caller("bob", "2", Duration.ofHours(1));
        clients.requireOwner(connection.id(), ann);
        assertRejected(Rejection.CONNECTION_UNKNOWN, () -> clients.requireOwner(connection.id(), bob));
        assertThat(clients.belongsToAnother(connection.id(), ann)).isFalse();
        assertThat(clients.belongsToAnother(connection.id(), bob)).isTrue();
        assertRejected(Rejection.CONNECTION_UNKNOWN, () -> clients.renew(connection.id(), bob));
    }
}
