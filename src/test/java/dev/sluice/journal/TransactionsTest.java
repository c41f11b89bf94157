package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.settings.TestSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolver;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a persistence provider whose commit fails as it is told: the servers bring the real ones. */
class TransactionsTest {

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:transactions", "sa", "");
    private final List<Throwable> told = new ArrayList<>();
    private final PersistenceProviderResolver before =
            PersistenceProviderResolverHolder.getPersistenceProviderResolver();
    private final Transactions transactions = new Transactions(pool, TestSettings.with(Map.of()));
    private Throwable faultOfCommit;
    private Throwable faultOfFlush;
    private JournalHead head;
    private boolean active;
    private int rolledBack;

    private static <T> T answering(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answers.getOrDefault(method.getName(), () -> null).give()));
    }

    private interface Answer {
        Object give() throws Throwable;
    }

    @BeforeEach
    void open() {
        EntityTransaction transaction = answering(
                EntityTransaction.class,
                Map.of(
                        "begin",
                                () -> {
                                    active = true;
                                    return null;
                                },
                        "isActive", () -> active,
                        "commit",
                                () -> {
                                    active = false;
                                    if (faultOfCommit != null) {
                                        throw faultOfCommit;
                                    }
                                    return null;
                                },
                        "rollback",
                                () -> {
                                    active = false;
                                    rolledBack++;
                                    return null;
                                }));
        EntityManager entities = answering(
                EntityManager.class,
                Map.of(
                        "getTransaction", () -> transaction,
                        "find", () -> head,
                        "flush",
                                () -> {
                                    if (faultOfFlush == null) {
                                        return null;
                                    }
                                    Throwable fault = faultOfFlush;
                                    faultOfFlush = null;
                                    head = new JournalHead("first");
                                    throw fault;
                                }));
        EntityManagerFactory factory =
                answering(EntityManagerFactory.class, Map.of("createEntityManager", () -> entities));
        PersistenceProvider provider =
                answering(PersistenceProvider.class, Map.of("createEntityManagerFactory", () -> factory));
        PersistenceProviderResolverHolder.setPersistenceProviderResolver(answering(
                PersistenceProviderResolver.class, Map.of("getPersistenceProviders", () -> List.of(provider))));
        transactions.open();
    }

    @AfterEach
    void close() {
        transactions.close();
        PersistenceProviderResolverHolder.setPersistenceProviderResolver(before);
        pool.dispose();
    }

    /** Anything else would make the committer write the events again, which may be in the journal. */
    @Test
    void saysThatItIsUnclearWhateverFailsOnceTheCommitHasBegun() {
        for (Throwable fault : List.of(
                new NoClassDefFoundError("a class of the driver"),
                new IllegalArgumentException("a fault of the program"),
                new PersistenceException(new SQLException("broken", "08006")),
                new PersistenceException(new SQLIntegrityConstraintViolationException("deferred", "23505")))) {
            faultOfCommit = fault;
            told.clear();
            assertThat(catchThrowable(() -> transactions.writeAtOnce(entities -> "x", told::add)))
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            refusal -> assertThat(refusal.rejection()).isEqualTo(Rejection.JOURNAL_UNAVAILABLE))
                    .hasMessageContaining("may have been published");
            assertThat(told).containsExactly(fault);
        }
    }

    @Test
    void letsTheCommitterTryAgainAfterAnErrorBeforeTheCommit() {
        Error fault = new NoClassDefFoundError("a class of the provider");
        assertThat(catchThrowable(() -> transactions.writeAtOnce(
                        entities -> {
                            throw fault;
                        },
                        told::add)))
                .isSameAs(fault);
        assertThat(rolledBack).isEqualTo(1);
    }

    @Test
    void tellsAnEventThatTheDatabaseRefuses() {
        assertThat(catchThrowable(() -> transactions.writeAtOnce(
                        entities -> {
                            throw new PersistenceException(new SQLIntegrityConstraintViolationException("x", "23514"));
                        },
                        told::add)))
                .isInstanceOf(UnwritableException.class);
        assertThat(told).isEmpty();
    }

    /** Another node has founded the journal a moment before: that is expected, and nobody is warned. */
    @Test
    void foundsNoSecondJournalAndWarnsNobody() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.INFO);
        Logger logger = Logger.getLogger("dev.sluice.journal");
        logger.addHandler(handler);
        try {
            faultOfFlush = new PersistenceException(new SQLIntegrityConstraintViolationException("x", "23505"));
            assertThat(new EpochInitializer(transactions, new Epochs()).findOrCreate())
                    .isEqualTo("first");
            assertThat(rolledBack).isEqualTo(1);
            assertThat(lines).isEmpty();
        } finally {
            logger.removeHandler(handler);
        }
    }
}
