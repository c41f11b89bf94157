package dev.sluice.journal;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** What the journal has from the server: a pooled data source. */
@DataSourceDefinition(
        name = JournalResources.DATA_SOURCE,
        className = "dev.sluice.journal.JournalDataSource",
        // means nothing to ours, but WildFly refuses a data source without any property
        loginTimeout = 5,
        initialPoolSize = 1,
        minPoolSize = 1,
        maxPoolSize = 32)
class JournalResources {

    static final String DATA_SOURCE = "java:app/sluice/journal";

    @Produces
    @Resource(lookup = DATA_SOURCE)
    private DataSource dataSource;
}
