package dev.sluice.journal;

import dev.sluice.settings.ManagedResources;
import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Produces the data source of the journal: the server's if the settings name one, otherwise the gateway's own pool. */
class JournalResources {

    static final String SETTING = "sluice.jdbc.data-source";

    @Produces
    @Singleton
    DataSource dataSource(Settings settings) {
        String name = settings.pool().dataSource();
        if (!name.isEmpty()) {
            return new CheckedDataSource(ManagedResources.find(SETTING, name, DataSource.class));
        }
        return ConnectionPool.open(settings.database(), settings.pool().size());
    }

    void close(@Disposes DataSource dataSource) {
        if (dataSource instanceof AgroalDataSource pool) {
            pool.close();
        }
    }
}
