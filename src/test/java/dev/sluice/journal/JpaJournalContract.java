package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.databases.Database;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.publish.Publisher;
import jakarta.inject.Inject;
import java.io.File;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private TopicDirectory directory;

    @Inject
    private JpaJournal jpaJournal;

    @Inject
    DataSource dataSource;

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

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void writeOnAnotherNodeAfter(long position) throws SQLException {
        execute("INSERT INTO journal_entry (position, committed_at, topic, event_type, content_type, data, total_bytes)"
                + " SELECT position + 1, committed_at, topic, event_type, content_type, data, total_bytes"
                + " FROM journal_entry WHERE position = " + position);
        execute("UPDATE journal_head SET position = position + 1");
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

    /** Appends ten events, and takes the last five of them away again; gives the newest that a client may have seen. */
    private Cursor seenAndLost() throws SQLException {
        Cursor seen = append(10).get(9).id();
        goBackTo(seen.position() - 5);
        return seen;
    }

    private static void assertIsEndOfANewEpoch(Cursor head, Cursor seen) {
        assertThat(head.epoch()).isNotEqualTo(seen.epoch());
        assertThat(head.position()).isEqualTo(seen.position() - 5);
    }

    @Test
    void answersAPageInTheNewEpochWhenItHasGoneBack() throws SQLException {
        Cursor seen = seenAndLost();
        Page page = journal.readAfter(seen.position() - 7, Filters.ALL, 10, 1 << 20);
        assertIsEndOfANewEpoch(new Cursor(page.epoch(), page.head()), seen);
        assertThat(page.events())
                .extracting(Event::id)
                .containsExactly(
                        new Cursor(page.epoch(), seen.position() - 6), new Cursor(page.epoch(), seen.position() - 5));
    }

    /** A client that has seen everything is not told that nothing is new. */
    @Test
    void doesNotCallAReaderUpToDateWhoIsAheadOfAJournalThatHasGoneBack() throws SQLException {
        Cursor seen = seenAndLost();
        Page page = journal.readAfter(seen.position(), Filters.ALL, 10, 1 << 20);
        assertIsEndOfANewEpoch(new Cursor(page.epoch(), page.head()), seen);
    }

    @Test
    void answersSingleEventsInTheNewEpochWhenItHasGoneBack() throws SQLException {
        Cursor seen = seenAndLost();
        long there = seen.position() - 5;
        assertThat(journal.at(there))
                .hasValueSatisfying(event -> assertThat(event.id().epoch()).isNotEqualTo(seen.epoch()));
        assertThat(journal.known()).isEqualTo(journal.head().cursor());

        Cursor seenAgain = seenAndLost();
        long alsoThere = seenAgain.position() - 5;
        Page page = journal.readAt(List.of(alsoThere, seenAgain.position()), 1 << 20);
        assertThat(page.epoch()).isNotEqualTo(seenAgain.epoch());
        assertThat(page.events()).extracting(Event::id).containsExactly(new Cursor(page.epoch(), alsoThere));
    }

    @Test
    void hasANewEpochWhenItIsSearchedAndHasGoneBack() throws SQLException {
        List<Runnable> searches = List.of(
                () -> journal.positionBefore(Instant.EPOCH).finish(),
                () -> journal.positionBeforeLast(3, Filters.ALL).finish(),
                () -> journal.completions(List.of(new Topic("epochs"))),
                () -> journal.find(List.of(new IdempotencyKey("epochs"))),
                () -> directory.list(new TopicFilter("epochs"), "", 1).finish());
        for (Runnable search : searches) {
            Cursor seen = seenAndLost();
            search.run();
            assertIsEndOfANewEpoch(journal.known(), seen);
        }
    }

    @Test
    void namesTheNewestEventOfATopicInTheNewEpochWhenItHasGoneBack() throws SQLException {
        seenAndLost();
        List<TopicDirectory.Entry> entries =
                directory.list(new TopicFilter("epochs"), "", 1).finish().entries();
        assertThat(entries)
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.newest().id()).isEqualTo(journal.head().cursor()));
    }

    /** A step looks at 100 topics: the first one has counted events that are lost before the second one. */
    @Test
    void listsTheTopicsOfOneJournalWhenItHasGoneBackBetweenTwoSteps() throws SQLException {
        assertListsWhatIsLeft("loss", () -> {});
        assertListsWhatIsLeft("overwritten", () -> append(1));
    }

    private void assertListsWhatIsLeft(String prefix, Change afterTheLoss) throws SQLException {
        List<Draft> drafts = IntStream.range(100, 250)
                .mapToObj(i -> new Draft(new Topic(prefix + "/" + i), Payload.text(ContentType.TEXT, "x")))
                .toList();
        List<Receipt> left = journal.append(drafts).toCompletableFuture().join();
        journal.append(drafts.subList(0, 2)).toCompletableFuture().join();
        SteppedSearch<TopicDirectory.Listing> search = directory.list(new TopicFilter(prefix + "/*"), "", 200);
        assertThat(search.step()).isEmpty();

        Cursor last = left.get(left.size() - 1).id();
        goBackTo(last.position());
        afterTheLoss.happen();
        TopicDirectory.Listing listing = search.finish();

        String epoch = journal.head().epoch();
        assertThat(epoch).isNotEqualTo(last.epoch());
        assertThat(listing.next()).isEmpty();
        assertThat(listing.entries())
                .extracting(TopicDirectory.Entry::topic)
                .containsExactlyElementsOf(drafts.stream().map(Draft::topic).toList());
        assertThat(listing.entries())
                .extracting(entry -> entry.newest().id())
                .containsExactlyElementsOf(left.stream()
                        .map(receipt -> new Cursor(epoch, receipt.id().position()))
                        .toList());
        assertThat(listing.entries()).extracting(TopicDirectory.Entry::events).containsOnly(1);
    }

    /** Others have written past what this node has seen before it can lock the head. */
    @Test
    void hasANewEpochAlthoughOthersHaveWrittenPastTheLoss() throws SQLException {
        Cursor seen = append(10).get(9).id();
        goBackTo(seen.position() - 1);
        AtomicInteger tries = new AtomicInteger();
        Head head = jpaJournal.read(reader -> {
            try {
                return reader.head();
            } catch (HeadWentBackException e) {
                tries.incrementAndGet();
                try {
                    writeOnAnotherNodeAfter(seen.position() - 1);
                    writeOnAnotherNodeAfter(seen.position());
                } catch (SQLException fault) {
                    throw new IllegalStateException(fault);
                }
                throw e;
            }
        });
        assertThat(tries).hasValue(1);
        assertThat(head.position()).isEqualTo(seen.position() + 1);
        // H2 has no failover, and may answer a read with a result that is out of date
        assertThat(head.epoch().equals(seen.epoch())).isEqualTo(jpaJournal.product() == DatabaseProduct.H2);
    }

    /** Its clients may have got them: they count like those that this node has written. */
    @Test
    void missesEventsOfAnotherNodeThatItHasOnlyRead() throws SQLException {
        Cursor own = append(1).get(0).id();
        writeOnAnotherNodeAfter(own.position());
        Page page = journal.readAfter(own.position(), Filters.ALL, 10, 1 << 20);
        assertThat(page.events()).extracting(Event::id).containsExactly(new Cursor(own.epoch(), own.position() + 1));
        goBackTo(own.position());
        Cursor head = journal.head().cursor();
        assertThat(head.position()).isEqualTo(own.position());
        assertThat(head.epoch()).isNotEqualTo(own.epoch());
    }

    /** More topics than are looked up one by one, behind more events than are looked through. */
    @Test
    void looksForTheLastEventsNoFartherBackThanItMay() {
        List<Draft> rare = IntStream.range(0, 101)
                .mapToObj(i -> new Draft(new Topic("far/" + i), Payload.text(ContentType.TEXT, "x")))
                .toList();
        long before =
                journal.append(rare).toCompletableFuture().join().get(0).id().position() - 1;
        IntStream.range(0, 5).forEach(i -> append(400));
        Filters filters = Filters.of(List.of("far/*"));
        assertThat(new LastSearch(jpaJournal, filters, 101, 3_000).finish()).isEqualTo(before);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> new LastSearch(jpaJournal, filters, 101, 2_000).finish())
                .withMessageContaining("narrower filters")
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.PARAMETER_INVALID);
    }

    private interface Change {
        void happen() throws SQLException;
    }

    private static void happen(Change change) {
        try {
            change.happen();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks twice for the head, and has something happen in between, unless it has happened already. */
    private List<Head> headsAround(Change change) {
        AtomicBoolean happened = new AtomicBoolean();
        return jpaJournal.read(reader -> {
            Head first = reader.head();
            if (happened.compareAndSet(false, true)) {
                happen(change);
            }
            return List.of(first, reader.head());
        });
    }

    /** The first answer would be one of a journal that is not there any more, or look like one with a hole. */
    @Test
    void putsAQuestionAgainWhenTheJournalHasChangedInTheMiddle() throws SQLException {
        long own = append(1).get(0).id().position();
        assertThat(headsAround(() -> execute("UPDATE journal_head SET epoch = 'between'")))
                .extracting(Head::cursor)
                .containsOnly(new Cursor("between", own));
        writeOnAnotherNodeAfter(own);
        assertThat(headsAround(() -> goBackTo(own))).extracting(Head::position).containsOnly(own);
    }

    @Test
    void answersNothingOfAJournalThatHasGoneBackAndCannotGetANewEpoch() throws SQLException {
        execute("ALTER TABLE journal_head ADD CONSTRAINT no_other_epoch CHECK (epoch = '"
                + journal.head().epoch() + "')");
        Cursor seen;
        try {
            seen = seenAndLost();
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> journal.readAfter(seen.position(), Filters.ALL, 10, 1 << 20))
                    .extracting(RejectedException::rejection)
                    .isEqualTo(Rejection.JOURNAL_UNAVAILABLE);
        } finally {
            execute("ALTER TABLE journal_head DROP CONSTRAINT no_other_epoch");
        }
        Page page = journal.readAfter(seen.position(), Filters.ALL, 10, 1 << 20);
        assertIsEndOfANewEpoch(new Cursor(page.epoch(), page.head()), seen);
    }

    private CompletableFuture<List<Receipt>> publish(String topic) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, "x"));
        return journal.append(List.of(draft)).toCompletableFuture();
    }

    /** Drafts published while the committer waits for the head's row form its next group. */
    private Map<CompletableFuture<List<Receipt>>, String> publishTogether(String... topics) throws SQLException {
        Map<CompletableFuture<List<Receipt>>, String> answers = new LinkedHashMap<>();
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM journal_head FOR UPDATE");
            for (String topic : topics) {
                answers.put(publish(topic), topic);
            }
            other.rollback();
            other.setAutoCommit(true);
        }
        return answers;
    }

    @Test
    void refusesWhatTheDatabaseDoesNotTakeAndCommitsTheRestOfTheGroup() throws SQLException {
        long before = journal.head().position();
        execute("ALTER TABLE journal_entry ADD CONSTRAINT no_poison CHECK (topic <> 'poison')");
        try {
            publishTogether("good", "good", "good", "poison", "good", "good", "poison", "good")
                    .forEach((answer, topic) -> {
                        if (topic.equals("good")) {
                            assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
                        } else {
                            assertThat(answer)
                                    .failsWithin(Duration.ofSeconds(20))
                                    .withThrowableThat()
                                    .havingCause()
                                    .isInstanceOfSatisfying(
                                            RejectedException.class,
                                            refusal -> assertThat(refusal.rejection())
                                                    .isEqualTo(Rejection.INTERNAL_ERROR));
                        }
                    });
        } finally {
            execute("ALTER TABLE journal_entry DROP CONSTRAINT no_poison");
        }
        assertThat(journal.readAfter(before, Filters.ALL, 100, 1 << 20).events())
                .extracting(event -> event.topic().value())
                .hasSize(6)
                .containsOnly("good");
        assertThat(publish("poison")).succeedsWithin(Duration.ofSeconds(20));
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
