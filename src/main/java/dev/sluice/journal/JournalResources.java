package dev.sluice.journal;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import javax.sql.DataSource;

/** What the journal has from the server: a pooled, transactional data source and the persistence unit on it. */
@DataSourceDefinition(
        name = JournalResources.DATA_SOURCE,
        className = "dev.sluice.journal.JournalDataSource",
        initialPoolSize = 1,
        minPoolSize = 1,
        maxPoolSize = 32)
class JournalResources {

    /** Also in {@code persistence.xml}. */
    static final String DATA_SOURCE = "java:app/sluice/journal";

    @Produces
    @PersistenceUnit(unitName = "journal")
    private EntityManagerFactory entities;

    @Produces
    @Resource(lookup = DATA_SOURCE)
    private DataSource dataSource;
}
