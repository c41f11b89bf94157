package dev.sluice.journal;

import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.servers.WithArquillian;
import java.net.URISyntaxException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** In MariaDB, beside the tables of somebody else. */
@NeedsMariaDb
@WithArquillian
class JpaJournalMariaIT extends JpaJournalContract {

    @Deployment
    static WebArchive war() throws URISyntaxException {
        return war(MariaDb.server().databaseOfAnApplication(), JpaJournalMariaIT.class);
    }
}
