package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.databases.Database;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.publish.Publisher;
import jakarta.inject.Inject;
import java.io.File;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The journal in its database, inside the server, in the WAR that is shipped. */
@ArquillianTest
abstract class JpaJournalContract extends JournalContract {

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <env-entry>
                <env-entry-name>sluice.jdbc.url</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>%s</env-entry-value>
              </env-entry>
              <env-entry>
                <env-entry-name>sluice.jdbc.user</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>%s</env-entry-value>
              </env-entry>
              <env-entry>
                <env-entry-name>sluice.jdbc.password</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>%s</env-entry-value>
              </env-entry>
            </web-app>
            """;

    @Inject
    private Journal journal;

    @Inject
    private Publisher publisher;

    @Inject
    private Witness witness;

    @Inject
    private DataSource dataSource;

    /** The WAR with its journal in this database, and a test that goes in with it. */
    static WebArchive war(Database database, Class<? extends JpaJournalContract> test) throws URISyntaxException {
        String webXml = WEB_XML.formatted(database.url(), database.user(), database.password());
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("sluice.it.war")))
                .setWebXML(new StringAsset(webXml))
                .addClasses(test, JpaJournalContract.class, JournalContract.class, Database.class, Witness.class)
                .addAsLibraries(jarOf(Assertions.class), jarOf(ByteBuddy.class));
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Override
    Journal journal() {
        return journal;
    }

    private List<Receipt> append(int count) {
        Draft draft = new Draft(new Topic("epochs"), Payload.text(ContentType.TEXT, "x"));
        return journal.append(Collections.nCopies(count, draft))
                .toCompletableFuture()
                .join();
    }

    /** As when the database has failed over to an older state. */
    private void goBackTo(long position) throws SQLException {
        execute("DELETE FROM journal_entry WHERE position > " + position);
        execute("UPDATE journal_head SET position = " + position
                + ", total_bytes = (SELECT total_bytes FROM journal_entry WHERE position = " + position + ")");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void givesNoPositionAgainInTheSameEpochWhenItWrites() throws SQLException {
        Cursor seen = append(10).get(9).id();
        goBackTo(seen.position() - 5);
        Cursor next = append(1).get(0).id();
        assertThat(next.position()).isEqualTo(seen.position() - 4);
        assertThat(next.epoch()).isNotEqualTo(seen.epoch());
        assertThat(journal.head().cursor()).isEqualTo(next);
        assertThat(append(1).get(0).id()).isEqualTo(new Cursor(next.epoch(), next.position() + 1));
    }

    @Test
    void hasANewEpochWhenItsEndIsReadAndHasGoneBack() throws SQLException {
        Cursor seen = append(10).get(9).id();
        goBackTo(seen.position() - 5);
        Cursor head = journal.head().cursor();
        assertThat(head.position()).isEqualTo(seen.position() - 5);
        assertThat(head.epoch()).isNotEqualTo(seen.epoch());
        assertThat(journal.head().cursor()).isEqualTo(head);
        assertThat(append(1).get(0).id()).isEqualTo(new Cursor(head.epoch(), head.position() + 1));
    }

    @Test
    void takesTheEpochThatAnAdministratorGivesIt() throws SQLException {
        long seen = append(10).get(9).id().position();
        execute("UPDATE journal_head SET epoch = 'restored1'");
        assertThat(append(1).get(0).id()).isEqualTo(new Cursor("restored1", seen + 1));
        execute("UPDATE journal_head SET epoch = 'restored2'");
        assertThat(journal.head().cursor()).isEqualTo(new Cursor("restored2", seen + 1));
        assertThat(journal.at(seen))
                .hasValueSatisfying(event -> assertThat(event.id()).isEqualTo(new Cursor("restored2", seen)));
    }

    @Test
    void tellsEveryBeanOfTheApplicationAfterTheCommit() {
        Draft draft = new Draft(Witness.TOPIC, Payload.text(ContentType.TEXT, "from a bean"));
        List<Receipt> receipts = IntStream.range(0, 20)
                .mapToObj(i -> publisher.publish(draft).toCompletableFuture().join())
                .toList();
        long last = receipts.get(19).id().position();
        witness.awaitPosition(last);
        assertThat(witness.positions())
                .containsExactlyElementsOf(receipts.stream()
                        .map(receipt -> receipt.id().position())
                        .toList());
        assertThat(witness.unseenInTheJournal()).isEmpty();
    }
}
