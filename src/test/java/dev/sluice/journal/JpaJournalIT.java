package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.databases.Database;
import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Precondition;
import dev.sluice.event.Topic;
import dev.sluice.servers.WithArquillian;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

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

    /** While they are asked, all others who publish wait for the head. */
    @Test
    void asksFewQuestionsAboutManyDraftsUnderTheHead() throws SQLException {
        Draft draft = new Draft(new Topic("few/questions"), Payload.text(ContentType.TEXT, "x"));
        List<Draft> keyed = IntStream.range(0, 500)
                .mapToObj(
                        i -> draft.withKey(new IdempotencyKey(UUID.randomUUID().toString())))
                .toList();
        append(keyed);
        List<Draft> expecting = IntStream.range(0, 500)
                .mapToObj(i -> new Draft(new Topic("few/" + i), Payload.text(ContentType.TEXT, "x"))
                        .expecting(Precondition.NEW_TOPIC))
                .toList();
        execute("SET QUERY_STATISTICS TRUE");
        try {
            append(keyed);
            append(Stream.concat(keyed.stream(), keyed.stream()).toList());
            append(expecting);
            assertThat(countSelects()).isBetween(2L, 50L);
        } finally {
            execute("SET QUERY_STATISTICS FALSE");
        }
    }

    private List<Receipt> append(List<Draft> drafts) {
        return journal().append(drafts).toCompletableFuture().join();
    }

    private long countSelects() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT SUM(execution_count) FROM information_schema.query_statistics"
                                + " WHERE sql_statement LIKE 'SELECT%' AND sql_statement NOT LIKE '%query_statistics%'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
