package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.settings.TestSettings;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** What a transaction publishes, whatever the server makes of its end. */
class EnlistedTest {

    private final JdbcDataSource dataSource = new JdbcDataSource();

    /** Of a transaction that nobody wants to roll back. */
    private final TransactionSynchronizationRegistry transactions =
            (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                    EnlistedTest.class.getClassLoader(),
                    new Class<?>[] {TransactionSynchronizationRegistry.class},
                    (proxy, method, arguments) -> false);

    @Test
    void isWrittenOnceHoweverOftenItsEndIsAnnounced() throws SQLException {
        dataSource.setURL("jdbc:h2:mem:enlisted;DB_CLOSE_DELAY=-1");
        OutboxSchema.migrate(dataSource);
        Mover mover = new Mover(
                dataSource, new MemoryJournal(Clock.systemUTC(), appended -> {}), TestSettings.with(Map.of()));
        Enlisted enlisted = new Enlisted(dataSource, mover, transactions);
        enlisted.add(List.of(draft("1"), draft("2")));
        enlisted.beforeCompletion();
        enlisted.beforeCompletion();
        // by somebody who is told of the end later
        enlisted.add(List.of(draft("3")));
        enlisted.beforeCompletion();
        assertThat(rows()).isEqualTo(3);
    }

    private static Draft draft(String json) {
        return new Draft(new Topic("a"), Payload.text(ContentType.JSON, json));
    }

    private int rows() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                ResultSet count = connection.createStatement().executeQuery("SELECT COUNT(*) FROM sluice_outbox")) {
            count.next();
            return count.getInt(1);
        }
    }
}
