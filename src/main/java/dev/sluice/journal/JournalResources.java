package dev.sluice.journal;

import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Where the journal's connections come from, for as long as the gateway is deployed. */
class JournalResources {

    @Produces
    @Singleton
    DataSource dataSource(Settings settings) {
        return ConnectionPool.open(settings.database(), settings.pool().size());
    }

    void close(@Disposes DataSource dataSource) {
        if (dataSource instanceof AgroalDataSource pool) {
            pool.close();
        }
    }
}
