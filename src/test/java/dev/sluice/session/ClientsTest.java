package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Revocations;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.Hub;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientsTest {

    /** A rate of one a second, and three at once. */
    private final Settings settings = TestSettings.current(Map.of(
                    "sluice.connections.per-address", "3",
                    "sluice.connections.per-subject", "3",
                    "sluice.connections.rate-per-address", "1",
                    "sluice.connections.rate-per-subject", "1"))
            .now();

    private final Hub hub =
            new Hub(new MemoryJournal(Clock.systemUTC(), all -> {}), new Threads(Thread::new), settings);
    private final Clients clients = new Clients(hub, new Revocations(), settings, Clock.systemUTC());

    @AfterEach
    void close() {
        hub.close();
    }

    private static Visitor visitor(String subject, String address) {
        return new Visitor(new Caller(Optional.of(subject), Grants.NONE, Optional.empty()), address);
    }

    @Test
    void anAttemptRefusedForItsAddressCostsTheSubjectNothing() {
        hub.open();
        for (int i = 0; i < 3; i++) {
            clients.requireCapacity(visitor("neighbour " + i, "192.0.2.1"));
        }
        for (int i = 0; i < 30; i++) {
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> clients.requireCapacity(visitor("ann", "192.0.2.1")))
                    .withMessageContaining("from one address");
        }
        for (int i = 0; i < 3; i++) {
            assertThatCode(() -> clients.requireCapacity(visitor("ann", "192.0.2.2")))
                    .doesNotThrowAnyException();
        }
    }
}
