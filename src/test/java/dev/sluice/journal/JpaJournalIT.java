package dev.sluice.journal;

import dev.sluice.databases.Database;
import dev.sluice.servers.WithArquillian;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** In a file of the H2 that the WAR brings. */
@WithArquillian
class JpaJournalIT extends JpaJournalContract {

    @Deployment
    static WebArchive war() throws URISyntaxException {
        Path file = Path.of(
                System.getProperty("sluice.it.workDirectory"),
                "contract",
                UUID.randomUUID().toString());
        return war(new Database("jdbc:h2:file:" + file, "sluice", ""), JpaJournalIT.class);
    }
}
