package dev.sluice.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.servers.WithArquillian;
import jakarta.inject.Inject;
import java.io.File;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Settings from MicroProfile Config and from the env-entries of {@code web.xml}. */
@ArquillianTest
@WithArquillian
class EnvironmentEntryIT {

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <env-entry>
                <env-entry-name>sluice.heartbeat</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>7s</env-entry-value>
              </env-entry>
              <env-entry>
                <env-entry-name>sluice.retention.count</env-entry-name>
                <env-entry-type>java.lang.Integer</env-entry-type>
                <env-entry-value>4711</env-entry-value>
              </env-entry>
              <env-entry>
                <env-entry-name>sluice.jdbc.url</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>jdbc:h2:mem:named-by-an-entry</env-entry-value>
              </env-entry>
            </web-app>
            """;

    private static final String CONFIG = """
            sluice.heartbeat=8s
            sluice.retry=${sluice.heartbeat}
            sluice.hartbeat=9s
            """;

    @Inject
    private Settings settings;

    @Inject
    private CurrentSettings current;

    @Inject
    private DataSource dataSource;

    @Deployment
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("sluice.it.war")))
                .addClass(EnvironmentEntryIT.class)
                .addAsResource(new StringAsset(CONFIG), "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(WEB_XML));
    }

    @Test
    void setsWhatNeitherPropertyNorEnvironmentDoes() {
        assertEquals(4711, settings.retention().count());
    }

    @Test
    void takesMicroProfileConfigBeforeAnEntry() {
        assertEquals(Duration.ofSeconds(8), settings.delivery().heartbeat());
        assertEquals(Duration.ofSeconds(8), settings.delivery().retry());
        assertEquals(Set.of("sluice.hartbeat"), current.unknown());
    }

    /** The server decides when it connects to the database, which may be before the env-entries are visible. */
    @Test
    void reachesTheDatabaseToo() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertEquals("NAMED-BY-AN-ENTRY", connection.getCatalog());
        }
    }
}
