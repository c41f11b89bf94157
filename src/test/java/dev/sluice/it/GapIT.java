package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Page;
import dev.sluice.harness.Received;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors after which nobody can continue: the reader is told, where and why, and the stream goes on. */
class GapIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("gap");
    private final String query = "topic=" + topic;
    private final EventId end = http.publish(topic, "before");
    private final String future = end.plus(1_000_000).toString();
    private final String elsewhere = "zz" + end;

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "42", "k3f9-", "-5", "k3f9--5", "k3f9-05", "a \"quoted\" \\ one", "<script>"})
    void aHeaderThatIsNoCursorIsAnUnknownGap(String cursor) {
        assertGapOverSse("unknown", cursor, cursor);
    }

    @Test
    void aHeaderFromTheFutureIsAnUnknownGap() {
        assertGapOverSse("unknown", future, future);
    }

    @Test
    void aHeaderOfAnotherJournalIsAnEpochGap() {
        assertGapOverSse("epoch", elsewhere, elsewhere);
    }

    @Test
    void theHistoryTellsTheGap() {
        assertGap(http.history(query + "&after=" + future), future, "unknown");
        assertGap(http.history(query + "&after=" + elsewhere), elsewhere, "epoch");
    }

    @ParameterizedTest
    @CsvSource({"after", "lastEventId", "last_event_id"})
    void aParameterOfAnotherJournalIsAGapAsWell(String parameter) {
        try (SseStream stream = gateway.stream(query + "&" + parameter + "=" + elsewhere)) {
            stream.ready();
            assertThat(Json.text(stream.gap().json(), "reason")).isEqualTo("epoch");
        }
    }

    @Test
    void aWebSocketTellsTheGapAndGoesOn() {
        assertGapOverWebSocket("unknown", future);
        assertGapOverWebSocket("epoch", elsewhere);
    }

    @Test
    void whoIsCutBetweenReadyAndGapIsToldAgain() {
        SseStream first = gateway.resume(query, elsewhere);
        SseBlock ready = first.ready();
        first.cut();
        assertThat(ready.id()).isEmpty();
        assertThat(ready.json().get("resumed").getAsBoolean()).isFalse();
        assertThat(first.cursor()).as("what the browser has: nothing new").isEmpty();
    }

    @Test
    void whoHasBeenToldResumesAfterTheGap() {
        SseStream first = gateway.resume(query, elsewhere);
        first.ready();
        first.gap();
        first.cut();
        EventId id = http.publish(topic, "after");
        try (SseStream second = gateway.resume(query, first.cursor())) {
            assertThat(second.ready().json().get("resumed").getAsBoolean()).isTrue();
            assertThat(second.event()).isEqualTo(new Received(id, "after"));
        }
    }

    private void assertGapOverSse(String reason, String cursor, String from) {
        try (SseStream stream = gateway.resume(query, cursor)) {
            SseBlock ready = stream.ready();
            assertThat(ready.id()).isEmpty();
            assertThat(ready.json().get("resumed").getAsBoolean()).isFalse();
            SseBlock gap = stream.gap();
            assertThat(gap.id()).contains(http.end());
            assertThat(Json.text(gap.json(), "reason")).isEqualTo(reason);
            assertThat(Json.text(gap.json(), "from")).isEqualTo(from);
            assertThat(Json.text(gap.json(), "to")).isEqualTo(http.end());
            EventId id = http.publish(topic, "after");
            assertThat(stream.event()).isEqualTo(new Received(id, "after"));
        }
    }

    private void assertGapOverWebSocket(String reason, String cursor) {
        try (WsClient client = WsClient.plain(gateway)) {
            JsonObject subscribed = client.subscribe("s", topic, "'after':'" + cursor + "'");
            assertThat(subscribed.get("resumed").getAsBoolean()).isFalse();
            JsonObject gap = client.take("gap");
            assertThat(Json.text(gap, "sub")).isEqualTo("s");
            assertThat(Json.text(gap, "reason")).isEqualTo(reason);
            assertThat(Json.text(gap, "from")).isEqualTo(cursor);
            assertThat(Json.text(gap, "to")).isEqualTo(http.end());
            assertThat(Json.text(gap, "id")).isEqualTo(http.end());
            EventId id = http.publish(topic, "after");
            assertThat(client.events("s", 1)).containsExactly(new Received(id, "after"));
        }
    }

    private void assertGap(Page page, String from, String reason) {
        assertThat(page.events()).isEmpty();
        assertThat(page.cursor()).isEqualTo(http.end());
        assertThat(Json.text(page.gap(), "reason")).isEqualTo(reason);
        assertThat(Json.text(page.gap(), "from")).isEqualTo(from);
        assertThat(Json.text(page.gap(), "to")).isEqualTo(http.end());
    }
}
