package dev.sluice.journal;

import dev.sluice.databases.Postgres;
import java.net.URISyntaxException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class JpaJournalPostgresIT extends JpaJournalContract {

    @Deployment
    static WebArchive war() throws URISyntaxException {
        return war(Postgres.emptyDatabase(), JpaJournalPostgresIT.class);
    }
}
