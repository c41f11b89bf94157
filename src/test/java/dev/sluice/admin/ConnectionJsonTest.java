package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.hub.CallerKey;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Start;
import dev.sluice.wire.Jsons;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionJsonTest extends AdminScene {

    private final ConnectionJson json =
            new ConnectionJson((statuses, caller) -> status -> Duration.ofSeconds(status.backlog() + 3), clock);

    private JsonObject full(Connection connection) {
        return (JsonObject) Jsons.parse(json.full(connection, CallerKey.ofSubject("operator")), "the connection");
    }

    private JsonArray brief(Connection... connections) {
        return (JsonArray)
                Jsons.parse(json.brief(List.of(connections), CallerKey.ofSubject("operator")), "the connections");
    }

    @Test
    void describesTheClientAndEachSubscription() {
        journal.append(List.of(draft("a")));
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Earliest(), "a", "b/*");
        await().until(() -> connection.readings().get(0).cursor().position() == 1);
        JsonObject found = full(connection);
        assertThat(found.getString("connection")).isEqualTo(connection.id().value());
        assertThat(found.getString("protocol")).isEqualTo("sse");
        assertThat(found.getString("subject")).isEqualTo("ann");
        assertThat(found.getString("address")).isEqualTo("192.0.2.1");
        assertThat(found.getInt("lag")).isZero();
        JsonObject subscription = found.getJsonArray("subscriptions").getJsonObject(0);
        assertThat(subscription.getString("sub")).isEqualTo("mine");
        assertThat(subscription.getString("cursor")).isEqualTo("memory-1");
        assertThat(subscription.get("topics")).hasToString("[\"a\",\"b/*\"]");
    }

    @Test
    void shortensALongConnectionInAListOnly() {
        Connection connection = connect();
        IntStream.range(0, 25).forEach(i -> subscribe(connection, "s" + i, new Start.Latest(), "t"));
        String[] many = IntStream.range(0, 30).mapToObj(i -> "t" + i).toArray(String[]::new);
        subscribe(connection, "a", new Start.Latest(), many);
        JsonObject listed = brief(connection).getJsonObject(0);
        assertThat(listed.getJsonArray("subscriptions")).hasSize(20);
        assertThat(listed.getInt("subscriptionCount")).isEqualTo(26);
        JsonObject found = full(connection);
        assertThat(found.getJsonArray("subscriptions")).hasSize(26);
        assertThat(found.getJsonArray("subscriptions").stream()
                        .map(each -> ((JsonObject) each).getJsonArray("topics").size()))
                .contains(30);
    }

    @Test
    void keepsTheOrderOfTheList() {
        Connection first = connect();
        Connection second = connect();
        assertThat(brief(second, first).stream().map(each -> ((JsonObject) each).getString("connection")))
                .containsExactly(second.id().value(), first.id().value());
    }

    @Test
    void namesTheGreatestLagInSeconds() {
        Connection connection = connect();
        subscribe(connection, "mine", new Start.Latest(), "a");
        assertThat(full(connection).getInt("lagSeconds")).isEqualTo(3);
        assertThat(full(connect()).getInt("lagSeconds")).isZero();
    }
}
