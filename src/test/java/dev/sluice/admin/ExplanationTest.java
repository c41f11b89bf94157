package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Grants;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Start;
import dev.sluice.session.GatedClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest extends AdminScene {

    private final Explanation explanation = new Explanation(journal);

    private Cursor publish(Draft draft) {
        return journal.append(List.of(draft))
                .toCompletableFuture()
                .join()
                .get(0)
                .id();
    }

    private String explain(Connection connection, Cursor event) {
        return explanation.json(connection, event);
    }

    private static void awaitPassed(Connection connection, Cursor event) {
        await().until(() -> connection.readings().stream()
                .allMatch(status -> status.cursor().position() >= event.position()));
    }

    @Test
    void namesTheSubscriptionThatGotTheEvent() {
        Cursor event = publish(draft("orders/1"));
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Earliest(), "orders/*");
        awaitPassed(connection, event);
        assertThat(explain(connection, event))
                .contains("\"event\":\"memory-1\"", "\"topic\":\"orders/1\"")
                .contains("\"code\":\"delivered\",\"sub\":\"mine\",\"cursor\":\"memory-1\"");
    }

    @Test
    void hasAFindingForEachSubscription() {
        Cursor event = publish(draft("orders/1"));
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Earliest(), "orders/*");
        subscribe(connection, "other", new Start.Earliest(), "chat/*");
        awaitPassed(connection, event);
        assertThat(explain(connection, event))
                .contains("\"code\":\"delivered\",\"sub\":\"mine\"", "\"code\":\"not-matched\",\"sub\":\"other\"");
    }

    @Test
    void distinguishesEventsThatDoNotExist() {
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Earliest(), "**");
        assertThat(explain(connection, new Cursor("memory", 1))).contains("\"code\":\"not-published\"");
        assertThat(explain(connection, new Cursor("another", 1))).contains("\"code\":\"other-epoch\"");
        Cursor event = publish(draft("a"));
        journal.trim(1);
        assertThat(explain(connection, event)).contains("\"code\":\"past-retention\"");
    }

    @Test
    void saysThatThereIsNoSubscription() {
        assertThat(explain(connect(), publish(draft("a")))).contains("\"code\":\"not-subscribed\"");
    }

    @Test
    void comparesWithTheStartOfTheSubscription() {
        Cursor event = publish(draft("a"));
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Latest(), "a");
        assertThat(explain(connection, event))
                .contains("\"code\":\"before-start\"")
                .doesNotContain("\"delivered\"");
    }

    @Test
    void saysThatASlowClientHasNotReachedTheEvent() {
        publish(draft("a"));
        Cursor event = publish(draft("a"));
        GatedClient slow = new GatedClient();
        Connection connection = connect(ALL, slow);
        subscribe(connection, "mine", new Start.Earliest(), "a");
        assertThat(explain(connection, event)).contains("\"code\":\"lagging\"").doesNotContain("\"delivered\"");
        slow.open();
        awaitPassed(connection, event);
        assertThat(explain(connection, event)).contains("\"code\":\"delivered\"");
    }

    @Test
    void looksAtTheGrantsOfTheClient() {
        Cursor event = publish(draft("a"));
        Connection connection = connect(Grants.NONE, new GatedClient().open());
        subscribe(connection, "mine", new Start.Earliest(), "a");
        awaitPassed(connection, event);
        assertThat(explain(connection, event))
                .contains("\"code\":\"forbidden\"")
                .doesNotContain("\"delivered\"");
    }

    @Test
    void givesAllReasonsAtOnce() {
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Earliest(), "a");
        Cursor event = publish(draft("a").notTo(connection.id()).withTtl(Duration.ofMinutes(1)));
        clock.advance(Duration.ofMinutes(2));
        assertThat(explain(connection, event))
                .contains("\"code\":\"own\"", "\"code\":\"expired\"", "2030-01-01T00:01:00")
                .doesNotContain("\"delivered\"");
    }
}
