package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The journal's persistence unit. The gateway creates it when it starts: Payara would connect a unit of the container during
 * the deployment, before the env-entries that name the database can be read.
 *
 * <p>The unit is resource-local, because the journal's transactions are its own and take part in no other one. One thread
 * opens and closes the unit; any thread may ask for an entity manager.
 */
final class PersistenceUnit {

    private static final String NAME = "journal";

    private final DataSource dataSource;

    /** Whether connections have their time limits from the pool, so that transactions need none. */
    private final boolean limitsSessions;

    private volatile EntityManagerFactory factory;
    private volatile DatabaseProduct product = DatabaseProduct.H2;
    private volatile String limits = "";

    PersistenceUnit(DataSource dataSource, boolean limitsSessions) {
        this.dataSource = dataSource;
        this.limitsSessions = limitsSessions;
    }

    void open() {
        product = findProduct();
        limits = limitsSessions ? "" : product.limits();
        Map<String, Object> properties = new HashMap<>();
        properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
        if (EclipseLink.isVisible()) {
            properties.put(EclipseLink.CUSTOMIZER, EclipseLinkSession.class.getName());
        }
        factory = Persistence.createEntityManagerFactory(NAME, properties);
    }

    private DatabaseProduct findProduct() {
        try (Connection connection = dataSource.getConnection()) {
            return DatabaseProduct.of(connection.getMetaData());
        } catch (SQLException e) {
            throw new IllegalStateException("the journal's database does not give the name of its product", e);
        }
    }

    /** Closes the unit, which can be opened again. */
    void close() {
        EntityManagerFactory closing = factory;
        factory = null;
        if (closing != null) {
            closing.close();
        }
    }

    DatabaseProduct product() {
        return product;
    }

    /** The statements that begin each transaction with its time limits; empty if the connections have them already. */
    String limits() {
        return limits;
    }

    EntityManager createEntityManager() {
        EntityManagerFactory open = factory;
        if (open == null) {
            throw JOURNAL_UNAVAILABLE.because("the journal is not open");
        }
        return open.createEntityManager();
    }
}
